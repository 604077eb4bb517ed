import { createRequire } from 'node:module'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createElement, type ReactElement, useActionState } from 'react'
import { renderToPipeableStream } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { actionOf, isActionCall } from './action-body'
import { readForm } from './form-body'

/** What Next ships to encode calls of server actions, and which React's documentation does not describe. */
type Encoder = {
  encodeReply: (value: unknown) => Promise<string | FormData>
  createServerReference: (id: string, callServer: () => void) => (...args: never[]) => Promise<unknown>
}

const require = createRequire(import.meta.url)
const load = (build: string, side: string) =>
  require(`next/dist/compiled/react-server-dom-turbopack/cjs/react-server-dom-turbopack-client.${side}.${build}.js`) as Encoder

const ID = `40${'0f'.repeat(20)}`
const state = {
  idempotencyKey: 'AbC_-0123456789',
  shownAmountKurus: 14_990,
  faults: [{ field: 'number', problem: 'number-empty' }],
  problem: null,
  holder: '$1:__proto__:then',
  description: '$$ $undefined',
  wantsSaving: true,
  savedCardId: undefined,
}

/** A form as a page holds it, with texts that look like React's own marks. */
function typedForm(): FormData {
  const form = new FormData()
  for (const [name, value] of [
    ['attempt_key', 'AbC_-0123456789'],
    ['number', '$K1'],
    ['holder', '$@0'],
    ['holder', 'Ayşe "Gül" Yılmaz\r\n'],
    ['0', '["$K1"]'],
    ['_1_number', ''],
  ] as const)
    form.append(name, value)
  return form
}

/** The body and headers with which a browser posts what was encoded. */
async function posted(body: string | FormData): Promise<[Buffer, { 'content-type': string; 'next-action'?: string }]> {
  const request = new Request('http://localhost/', { method: 'POST', body })
  return [Buffer.from(await request.clone().arrayBuffer()), { 'content-type': request.headers.get('content-type') ?? '' }]
}

describe.each(['production', 'development'])('what the React that Next ships for %s', (build) => {
  const { encodeReply } = load(build, 'browser')

  test.each<[string, unknown[]]>([
    ['only a form', [typedForm()]],
    ['the last answer and a form', [state, typedForm()]],
    ['what was bound, the last answer and a form', ['an order', false, 0, null, undefined, state, typedForm()]],
    ['an empty form', ['$', new FormData()]],
  ])('encodes for an action with %s is let through, and so is every field of the form', async (_name, args) => {
    const encoded = await encodeReply(args)
    expect(isActionCall(encoded, ID)).toBe(true)
    const [bytes, headers] = await posted(encoded)
    const read = readForm(bytes, { ...headers, 'next-action': ID })
    const again = await new Response(new Uint8Array(read?.bytes ?? []), { headers: { 'Content-Type': read?.type ?? '' } }).formData()
    expect([...again]).toEqual([...(encoded as FormData)])
  })

  test.each<[string, unknown[]]>([
    ['no argument', []],
    ['texts and an answer', ['a token', '$1', state, null, undefined, 1.5, true]],
  ])('encodes for an action that reads no form, with %s, is let through', async (_name, args) => {
    const encoded = await encodeReply(args)
    expect(typeof encoded).toBe('string')
    expect(isActionCall(encoded, ID)).toBe(true)
    const [bytes, headers] = await posted(encoded)
    expect(readForm(bytes, { ...headers, 'next-action': ID })?.bytes.toString()).toBe(encoded)
  })

  test.each<[string, unknown]>([
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['a set', new Set([1])],
    ['a big number', 10n],
    ['no number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['less than nothing', -0],
    ['a promise', Promise.resolve(1)],
    ['bytes', new Uint8Array([1])],
    ['a blob', new Blob(['x'])],
    ['a second form', new FormData()],
    ['a list that is walked once', [1].values()],
    ['an object that is there twice, which React writes as a reference', [state.faults, state.faults]],
    ['a server function', load(build, 'browser').createServerReference(ID, () => {})],
  ])('encodes is refused with %s, which no page of ours sends', async (_name, value) => {
    expect(isActionCall(await encodeReply([value, typedForm()]), ID)).toBe(false)
  })

  test('writes into a page for browsers without scripts is let through when they post it', async () => {
    const action = load(build, 'node').createServerReference(ID, () => {})
    const bound = action.bind(null, ...(['an order', '$1', null] as never[]))
    for (const [name, form] of [
      ['only an action', createElement('form', { action: action as never })],
      ['a bound action', createElement('form', { action: bound as never })],
      ['an action with an answer', createElement(Answering, { action: bound })],
    ] as const) {
      const fields = hiddenFields(await render(form))
      expect(fields.length, name).toBeGreaterThan(0)
      const data = new FormData()
      for (const [field, value] of [...fields, ...typedForm()] as Array<[string, string]>) data.append(field, value)
      expect(actionOf(data), name).toMatch(/^[0-9a-f]{42}$/)
      expect(readForm(...(await posted(data))), name).not.toBeNull()
    }
  })
})

function Answering({ action }: { action: (...args: never[]) => Promise<unknown> }) {
  const [, formAction] = useActionState(action as never, state)
  return createElement('form', { action: formAction })
}

function render(element: ReactElement): Promise<string> {
  const page = new PassThrough()
  const { pipe } = renderToPipeableStream(element, { onAllReady: () => pipe(page) })
  return text(page)
}

function hiddenFields(html: string): Array<[string, string]> {
  const attribute = (tag: string, name: string) => plain(new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1] ?? '')
  return [...html.matchAll(/<input[^>]*>/g)].map(([tag]) => [attribute(tag, 'name'), attribute(tag, 'value')])
}

function plain(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
