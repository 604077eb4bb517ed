import fc from 'fast-check'
import { variables } from '@/e2e/harness/app'
import type { Reply } from '@/lib/paynet/transport'
import { isWhole, listen } from '@/lib/paynet/transport.test-kit'
import { must, type Target, target } from './run'
import { type Damage, damage, hostileHeader, hostileJson, spoil } from './text'

const LIMIT = 256 * 1024

type Answer = {
  status: number
  type: string
  length: 'right' | 'none' | 'more' | 'less'
  body: Buffer
  damages: Damage[]
  more: Record<string, string>
}

const body = fc.oneof(
  { weight: 8, arbitrary: hostileJson.map((json) => Buffer.from(JSON.stringify(json) ?? '')) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('['.repeat(100_000), `"${'x'.repeat(LIMIT)}"`, '{"a":1}'.padEnd(LIMIT), '\ufeff{}')
      .map((text) => Buffer.from(text)),
  },
)

const answer = fc.record<Answer>({
  status: fc.constantFrom(200, 200, 200, 201, 204, 301, 307, 400, 404, 429, 500, 503, 999),
  type: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        'application/json; charset=UTF-8',
        'text/html',
        'application/problem+json',
        '',
        'jsonp',
        'application/x-json5',
      ),
    },
    { weight: 1, arbitrary: hostileHeader },
  ),
  length: fc.constantFrom('right', 'right', 'right', 'none', 'more', 'less'),
  body,
  damages: fc.oneof({ weight: 3, arbitrary: fc.constant<Damage[]>([]) }, { weight: 1, arbitrary: damage }),
  more: fc.dictionary(fc.constantFrom('Retry-After', 'Location', 'Content-Encoding', 'Transfer-Encoding', 'Set-Cookie'), hostileHeader, {
    maxKeys: 2,
  }),
})

export async function transportTargets(): Promise<Target[]> {
  let bytes: Buffer = Buffer.alloc(0)
  const peer = await listen((socket, request) => {
    if (isWhole(request)) socket.end(bytes)
  })
  Object.assign(process.env, {
    ...variables('/nowhere', 1, peer.url, 'sck_of_the_fuzzer'),
    PAYNET_TIMEOUT_MS: '60000',
    PAYNET_QUIET_MS: '60000',
  })
  // The environment is read once, on first use.
  const { post } = await import('@/lib/paynet/transport')
  return [
    target({
      name: 'whatever comes over the wire, a call ends, and JSON is read only from a whole answer, whatever its label',
      weight: 0.1,
      input: answer,
      check: async (input) => {
        bytes = write(input)
        const reply = await post('/v2/transaction/tds_charge', { session_id: 's' }, { freshConnection: true })
        must(reply.kind !== 'not-sent', 'a call that was answered is told as not sent')
        if (reply.kind === 'answered') mustBeRead(reply, input)
      },
    }),
  ]
}

function write({ status, type, length, body, damages, more }: Answer): Buffer {
  const sent = spoil(body, damages)
  const says = { right: sent.length, more: sent.length + 1, less: Math.max(0, sent.length - 1), none: null }[length]
  const headers = {
    ...more,
    ...(type === '' ? {} : { 'Content-Type': type }),
    ...(says === null ? {} : { 'Content-Length': String(says) }),
    Connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} x\r\n${lines.join('')}\r\n`, 'latin1'), sent])
}

function mustBeRead({ status, json, retryAfterMs }: Extract<Reply, { kind: 'answered' }>, input: Answer): void {
  const sent = spoil(input.body, input.damages)
  must(status === input.status, 'another status was read')
  must(retryAfterMs === null || (Number.isInteger(retryAfterMs) && retryAfterMs < 100_000_000), 'a time that is none')
  must(
    sent.length <= LIMIT || input.length === 'less' || json === undefined || 'Transfer-Encoding' in input.more,
    'more than the limit was read',
  )
  if (json === undefined || 'Transfer-Encoding' in input.more) return
  const whole = input.length === 'less' ? sent.subarray(0, -1) : sent
  must(
    readingsOf(whole).some((text) => JSON.stringify(json) === JSON.stringify(parsed(text))),
    'another value was read',
  )
  must(input.length !== 'more', 'an answer that was cut short was read')
}

/**
 * As UTF-16 where its first byte or its second is none of JSON's, else as UTF-8 where it is that, else as damaged UTF-8 or as
 * Turkish Windows writes: which of the two it was, nobody can tell. A control character may stand for a blank.
 */
function readingsOf(bytes: Buffer): string[] {
  const [first, second] = bytes
  const isWide = first === 0 || second === 0 || first === 0xff || first === 0xfe
  const isUtf8 = Buffer.from(bytes.toString('utf8')).equals(bytes)
  const encodings = [...(isWide ? ['utf-16le', 'utf-16be'] : []), 'utf-8', ...(isUtf8 ? [] : ['windows-1254'])]
  const texts = encodings.map((encoding) => new TextDecoder(encoding).decode(bytes))
  return texts.flatMap((text) => [text, text.replace(/\p{Cc}/gu, ' ')])
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
