import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { rawRequest } from '@/e2e/harness/raw-request'
import { anyEncoding, type Encoding, encodeFields, type Field } from './body'
import { flightRow, flightRows, flightValue, type Rows } from './flight'
import { actionOf, actionsWithoutForm, createForms, type OpenForm } from './forms'
import type { Sent } from './loader'
import { AT_ONCE, type Canaries, digestOfDatabase, type FuzzRig, mustBeHarmless, nextAddress } from './rig'
import { must, type Target, target } from './run'
import { type Damage, damage, hostileHeader, hostileText, spoil } from './text'

/** What is typed: something the field could accept, a card in the right or the wrong place, or something hostile. */
type Typed = { is: 'visa' | 'amex' | 'cvc' } | { text: string }

type Change = { how: 'set' | 'drop' | 'double' | 'rename' | 'add'; at: number; typed: Typed }

/** How a form names its action. */
type Naming =
  | { how: 'as it was' }
  | { how: 'id'; text: string }
  | { how: 'row'; at: number; text: string }
  | { how: 'bound'; values: unknown[] }

type Post = {
  form: number
  session: 'own' | 'none' | 'spoiled'
  changes: Change[]
  naming: Naming
  encoding: Encoding
  damages: Damage[]
}

const typed: fc.Arbitrary<Typed> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<Typed[]>({ is: 'visa' }, { is: 'amex' }, { is: 'cvc' }) },
  { weight: 3, arbitrary: hostileText.map((text) => ({ text })) },
)

const changes = fc.array(
  fc.record<Change>({
    how: fc.constantFrom('set', 'set', 'set', 'drop', 'double', 'rename', 'add'),
    at: fc.nat(30),
    typed,
  }),
  { maxLength: 4 },
)

const naming: fc.Arbitrary<Naming> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Naming>({ how: 'as it was' }) },
  { weight: 1, arbitrary: fc.oneof(hostileText, fc.stringMatching(/^[0-9a-f]{42}$/)).map((text): Naming => ({ how: 'id', text })) },
  { weight: 2, arbitrary: fc.record({ how: fc.constant('row' as const), at: fc.nat(3), text: flightRow }) },
  { weight: 2, arbitrary: fc.array(flightValue, { maxLength: 4 }).map((values): Naming => ({ how: 'bound', values })) },
)

const form = fc.nat(1_000)
const session = fc.constantFrom<Array<Post['session']>>('own', 'own', 'own', 'none', 'spoiled')
const seldomDamaged = fc.oneof({ weight: 4, arbitrary: fc.constant<Damage[]>([]) }, { weight: 1, arbitrary: damage })
const mostlyMultipart = fc.oneof({ weight: 5, arbitrary: fc.constant<Encoding>('multipart') }, { weight: 1, arbitrary: anyEncoding })

const post = fc.record<Post>({ form, session, changes, naming, encoding: mostlyMultipart, damages: seldomDamaged })

/** The same with scripts: an action's id in a header, arguments as React encodes them. */
type Call = {
  form: number
  session: Post['session']
  id: string | null
  payload: { how: 'form'; changes: Change[] } | { how: 'rows'; rows: Rows } | { how: 'text'; text: string }
  damages: Damage[]
}

const call = fc.record<Call>({
  form,
  session,
  id: fc.oneof(
    { weight: 8, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: hostileHeader },
    { weight: 1, arbitrary: fc.stringMatching(/^[0-9a-f]{42}$/) },
  ),
  payload: fc.oneof(
    { weight: 3, arbitrary: changes.map((list) => ({ how: 'form' as const, changes: list })) },
    { weight: 4, arbitrary: flightRows.map((rows) => ({ how: 'rows' as const, rows })) },
    { weight: 2, arbitrary: flightRow.map((text) => ({ how: 'text' as const, text })) },
  ),
  damages: seldomDamaged,
})

/** What a browser sends from a foreign page, and what only a program sends. */
const foreignOrigin = fc.oneof(
  fc.constantFrom<Array<string | string[] | null>>(
    null,
    '',
    'null',
    'https://evil.example',
    'http://[',
    'javascript:alert(1)',
    'APP.evil.example',
    'APP/',
    'APP '.padEnd(8, '.'),
    ['APP', 'https://evil.example'],
  ),
  hostileHeader,
)
const forgedHost = fc.constantFrom<Array<Record<string, string>>>(
  {},
  { Host: 'evil.example' },
  { 'X-Forwarded-Host': 'evil.example' },
  { Forwarded: 'host=evil.example' },
)

export async function actionTargets(rig: FuzzRig): Promise<Target[]> {
  const { stack, mailbox, loader } = rig
  const keeper = createForms(stack, mailbox)
  let forms: OpenForm[] = []
  const at = (index: number) => forms[index % forms.length] as OpenForm
  const open = async () => {
    forms = await keeper.open()
  }
  await open()
  const missing = await actionsWithoutForm(forms)
  if (missing.length > 0) throw new Error(`No form leads to ${missing}`)

  const send = async (request: Sent) => {
    const answer = await loader.send(request)
    mustBeHarmless(answer, rig)
    return answer
  }
  return [
    target({
      name: 'a form from elsewhere is refused, and has no effect of any kind',
      weight: 0.5,
      isQuiet: true,
      input: fc.record({ post, call, isCall: fc.boolean(), origin: foreignOrigin, forged: forgedHost }),
      atOnce: AT_ONCE,
      portion: 200,
      check: async ({ post, call, isCall, origin, forged }) => {
        const { Origin: _own, ...headers } = (isCall ? encodeCall(call, at(call.form), rig) : encodePost(post, at(post.form), rig)).headers
        const request = isCall ? encodeCall(call, at(call.form), rig) : encodePost(post, at(post.form), rig)
        const said = origin === null ? {} : { Origin: withApp(origin, stack.app.url) }
        const { status } = await send({ ...request, headers: { ...headers, ...said, ...forged } })
        must(status >= 400, `a foreign form was answered with ${status}`)
      },
      ...nothingChanges(rig),
    }),
    target({
      name: 'a form, as a browser without scripts posts it',
      weight: 2,
      input: post,
      atOnce: AT_ONCE,
      portion: 300,
      prepare: open,
      check: async (input) => {
        await send(encodePost(input, at(input.form), rig))
      },
    }),
    target({
      name: 'an action, as the pages’ scripts call it',
      weight: 2,
      input: call,
      atOnce: AT_ONCE,
      portion: 300,
      prepare: open,
      check: async (input) => {
        await send(encodeCall(input, at(input.form), rig))
      },
    }),
  ]
}

/** What became of a mail is written a moment after its mailbox has it. */
async function untilMailsAreSent({ app }: FuzzRig['stack']): Promise<void> {
  const headers = { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` }
  while (!/^checkout_mails_queued 0$/m.test((await rawRequest(`${app.url}/metrics`, { headers })).body)) await sleep(100)
}

/** Compares the database and Paynet's calls before and after. */
export function nothingChanges({ stack }: FuzzRig): { prepare: () => Promise<void>; conclude: () => Promise<void> } {
  let before: string | null = null
  const look = async () => `${(await stack.simulator.allCalls()).length} calls, ${digestOfDatabase(stack)}`
  return {
    prepare: async () => {
      await untilMailsAreSent(stack)
      before ??= await look()
    },
    conclude: async () => must((await look()) === before, 'something has changed in the database or at Paynet'),
  }
}

function withApp(origin: string | string[], url: string): string | string[] {
  return typeof origin === 'string' ? origin.replace('APP', url) : origin.map((one) => one.replace('APP', url))
}

function headersOf({ session }: Pick<Post, 'session'>, { cookie }: OpenForm, { stack }: FuzzRig): Record<string, string> {
  const cookies = session === 'none' ? {} : { Cookie: session === 'own' ? cookie : cookie.replace(/[a-z]/g, 'x') }
  return { Origin: stack.app.url, 'X-Forwarded-For': nextAddress(), ...(cookie === '' ? {} : cookies) }
}

function encodePost(input: Post, form: OpenForm, rig: FuzzRig): Sent {
  const fields = rename(change(plausible(form.fields, rig.canaries), input.changes, rig.canaries), input.naming)
  const { type, bytes } = encodeFields(fields, input.encoding)
  const headers = { ...headersOf(input, form, rig), ...(type === null ? {} : { 'Content-Type': type }) }
  return { method: 'POST', path: form.path, headers, body: spoil(bytes, input.damages) }
}

function encodeCall(input: Call, form: OpenForm, rig: FuzzRig): Sent {
  const action = actionOf(form)
  const headers = { ...headersOf(input, form, rig), 'Next-Action': input.id ?? action.id, Accept: 'text/x-component' }
  const { payload } = input
  if (payload.how === 'text') {
    return {
      method: 'POST',
      path: form.path,
      headers: { ...headers, 'Content-Type': 'text/plain;charset=UTF-8' },
      body: spoil(Buffer.from(payload.text), input.damages),
    }
  }
  const { type, bytes } = encodeFields(payload.how === 'rows' ? payload.rows : asArguments(form, payload.changes, rig), 'multipart')
  return { method: 'POST', path: form.path, headers: { ...headers, 'Content-Type': type ?? '' }, body: spoil(bytes, input.damages) }
}

function asArguments(form: OpenForm, changes: Change[], { canaries }: FuzzRig): Field[] {
  const { bound } = actionOf(form)
  const given = plausible(form.fields, canaries).filter(([name]) => !name.startsWith('$ACTION_'))
  const named = change(given, changes, canaries).map(([name, value]): Field => [`_1_${name}`, value])
  return [...named, ['0', JSON.stringify([...bound, '$K1'])]]
}

/** A form that would be accepted, so that changes of it get far. The cards belong to no one. */
function plausible(fields: Field[], { visa, cvc }: Canaries): Field[] {
  const values: Record<string, string> = {
    number: visa,
    cvc,
    expiry: '12/31',
    holder: 'Ayşe Yılmaz',
    email: 'kimse@example.com',
    password: 'çok uzun bir parola 42',
    current_password: 'çok uzun bir parola 41',
    new_password: 'çok uzun bir parola 42',
    user_gsm: '5330000000',
    otp_code: 'ART1',
    card_start: visa.slice(0, 8),
  }
  const intents: Field[] = fields.some(([name]) => name === 'card') ? [['intent', 'rename']] : []
  return [...fields.map(([name, value]): Field => [name, value === '' ? (values[name] ?? value) : value]), ...intents]
}

function change(fields: Field[], changes: Change[], canaries: Canaries): Field[] {
  // Other forms return what was typed, so a card number typed as a company's name is shown again.
  const takesCards = fields.some(([name]) => ['number', 'card', 'card_start'].includes(name))
  const changed = fields.slice()
  for (const { how, at, typed } of changes) {
    const value = 'text' in typed ? typed.text : takesCards ? canaries[typed.is] : ''
    const index = at % Math.max(1, changed.length)
    const [name, held] = changed[index] ?? ['', '']
    if (how === 'add' || changed.length === 0) changed.push([ADDED[at % ADDED.length] ?? '', value])
    else if (how === 'drop') changed.splice(index, 1)
    else if (how === 'double') changed.push([name, value])
    else changed[index] = how === 'rename' ? [value, held] : [name, value]
  }
  return changed
}

/** What buttons and boxes would send, and what nothing on a page sends. */
const ADDED = ['intent', 'save_card', 'saved_card', 'card', 'plan', 'card_start', 'x']

function rename(fields: Field[], naming: Naming): Field[] {
  if (naming.how === 'as it was') return fields
  if (naming.how === 'id') {
    return fields.map(([name, value]) => [
      name.replace(/(?<=^\$ACTION_ID_)\w+/, naming.text),
      /^\$ACTION_\d+:0$/.test(name) ? JSON.stringify({ id: naming.text, bound: '$@1' }) : value,
    ])
  }
  if (naming.how === 'bound')
    return fields.map(([name, value]) => [name, /^\$ACTION_\d+:1$/.test(name) ? JSON.stringify(naming.values) : value])
  const named = fields.flatMap(([name], index) => (name.startsWith('$ACTION_') ? [index] : []))
  const index = named[naming.at % Math.max(1, named.length)]
  const field = index === undefined ? undefined : fields[index]
  return index === undefined || !field ? fields : fields.with(index, [field[0], naming.text])
}
