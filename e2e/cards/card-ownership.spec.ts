import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { CARDS, type Customer, fill, newCustomer, newCustomerWithCard, postForm, readForm, type Saved } from '@/e2e/harness/customer'
import { openToWrite } from '@/e2e/harness/database'
import type { RawAnswer, RawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper, type Fields, type RawShopper } from '@/e2e/harness/raw-shopper'
import type { Call } from '@/e2e/harness/simulator'
import type { Stack } from '@/e2e/harness/stack'
import { postForm as postAccountForm } from '@/e2e/pages/account-pages'

/** Two people, each with a card; the first is attacked in every way that a browser's tools offer. */
type Two = { victim: Customer; theirs: Saved; attacker: Customer; own: Saved }

async function makeTwo(stack: Stack): Promise<Two> {
  const { customer: victim, card: theirs } = await newCustomerWithCard(stack, cards.good)
  const { customer: attacker, card: own } = await newCustomerWithCard(stack, cards.troy)
  return { victim, theirs, attacker, own }
}

/** What only the owner may read; digits count only where they stand alone, since ids hold digits too. */
function findPrivate({ headers, body }: RawAnswer, { email }: Customer, card: Saved): string[] {
  const all = `${JSON.stringify(headers)}\n${body}`
  const secrets = [email, card.id, card.card_desc, card.card_hash, card.card_owner_id, card.user_unique_id, '435508*']
  const found = secrets.filter((secret) => all.includes(secret))
  return /(?<![\w-])4358(?![\w-])/.test(body) ? [...found, '4358'] : found
}

function whereTo({ headers }: RawAnswer): string {
  const to = headers.location ?? String(headers['x-action-redirect'] ?? '').split(';')[0] ?? ''
  return to.replace(/^https?:\/\/[^/]+/, '').split('?')[0] ?? ''
}

/** 404, or a redirect to the sign-in page, which an action says with 200 and a header, or in its form. */
function isTurnedAway(answer: RawAnswer): boolean {
  return answer.status === 404 || whereTo(answer) === '/login' || answer.body.includes('Oturumunuz kapanmış.')
}

/** Reads an address, and once more where it only redirects to another query of itself, as Next does with its own requests. */
async function read(raw: RawShopper, path: string, request: RawRequest): Promise<RawAnswer> {
  const answer = await raw.request(path, request)
  const { location } = answer.headers
  const isItself = location !== undefined && whereTo(answer) === path.split('?')[0]
  return isItself ? raw.request(location, request) : answer
}

/** Posts a form as a page's scripts do: the same fields as arguments of the action that the form names. */
async function postAsAction(raw: RawShopper, path: string, appUrl: string, fields: Fields, headers: Record<string, string> = {}) {
  const id = fields.map(([name, value]) => (/^\$ACTION_\d+:0$/.test(name) ? /"id":"(\w+)"/.exec(value)?.[1] : undefined)).find(Boolean)
  const given = fields.filter(([name]) => !name.startsWith('$ACTION_'))
  const encoded: Fields = [...given.map(([name, value]): [string, string] => [`_1_${name}`, value]), ['0', '[{},"$K1"]']]
  return raw.postForm(path, encoded, { 'Next-Action': id ?? 'no action', Accept: 'text/x-component', Origin: appUrl, ...headers })
}

/** The distinct calls, each once. */
function namesOf(calls: Call[]): string[] {
  return [...new Set(calls.map(({ service, reference_no }) => `${service} ${reference_no}`))]
}

/** The end of the phone as a page shows it; an id or a nonce may hold the same digits. */
const PHONE_END = /(?<![\w-])2233(?![\w-])/

const GARBAGE = [
  '',
  'x',
  '0',
  '-1',
  '../../etc/passwd',
  "' OR '1'='1",
  '%00',
  '*',
  '[object Object]',
  'A'.repeat(22),
  'ş'.repeat(22),
  'x'.repeat(5000),
]

const forge = ({ theirs, own }: Two): Record<string, string> => ({
  user_id: theirs.user_unique_id,
  userId: theirs.user_unique_id,
  user_unique_id: theirs.user_unique_id,
  card_owner_id: theirs.card_owner_id,
  card_hash: theirs.card_hash,
  id: own.id,
})

test('no request can rename, delete, prefer or pay with another user’s card', async ({ stack, app, orders, simulator }) => {
  const two = await makeTwo(stack)
  const { victim, theirs, attacker, own } = two
  const order = await orders.make()
  const cardForm = await readForm(attacker.raw, CARDS, 'card', own.id)
  const payForm = await attacker.raw.fillForm(order.id, cards.good)
  const before = (await simulator.allCalls()).length
  const ids = [theirs.id, theirs.card_hash, theirs.card_owner_id, `${own.id},${theirs.id}`, ...GARBAGE]
  const forgeries: Array<Record<string, string>> = [{}, forge(two)]
  let count = 0
  const wrong: string[] = []
  const look = (what: string, answer: RawAnswer) => {
    count += 1
    const leaks = findPrivate(answer, victim, theirs)
    if (answer.status !== 404 || leaks.length > 0) wrong.push(`${what}: ${answer.status} ${leaks}`)
  }
  for (const id of ids) {
    for (const [index, more] of forgeries.entries()) {
      for (const intent of ['rename', 'delete', 'default']) {
        const fields = fill(cardForm, { ...more, card: id, description: 'Benim', intent })
        const what = `${intent} ${id.slice(0, 30)} ${index}`
        look(what, await attacker.raw.postForm(CARDS, fields))
        look(`${what} as an action`, await postAsAction(attacker.raw, CARDS, app.url, fields))
      }
      // An empty choice and "new" mean a new card; neither names an existing one.
      if (id === '') continue
      const pay = fill(payForm, { ...more, saved_card: id })
      look(`pay ${id.slice(0, 30)} ${index}`, await attacker.raw.postForm(`/checkout/${order.id}`, pay))
    }
  }
  expect(wrong).toEqual([])
  expect(namesOf((await simulator.allCalls()).slice(before))).toEqual([])
  expect(count, 'combinations of a stranger’s session').toBe(222)

  // The very same posts succeed for the card's owner, so only the ownership was missing.
  const mine = (raw: RawShopper, intent: string) => raw.postForm(CARDS, fill(cardForm, { card: own.id, description: 'Benim', intent }))
  expect((await mine(attacker.raw, 'rename')).body).toContain('Kartın yeni adı: Benim.')
  const asAction = fill(cardForm, { card: own.id, intent: 'default' })
  expect((await postAsAction(attacker.raw, CARDS, app.url, asAction)).body).toContain('önce Benim önerilecek')
  const paid = await attacker.raw.postForm(`/checkout/${order.id}`, fill(payForm, { saved_card: own.id }))
  expect([paid.status, whereTo(paid)]).toEqual([303, expect.stringMatching(/\/3d\//)])
  expect((await mine(attacker.raw, 'delete')).body).toContain('Kart silindi.')
  const [stored] = await simulator.cards(theirs.card_owner_id)
  expect([stored?.card_desc, stored?.deleted], 'the other’s card is as it was').toEqual([theirs.card_desc, false])
  expect((await victim.raw.request(CARDS)).body).toContain(theirs.card_desc)
})

test('an owner claimed in a form is ignored: the card is saved for the signed-in user', async ({ stack, simulator }) => {
  const two = await makeTwo(stack)
  const { attacker, theirs, own } = two
  const answer = await postForm(attacker.raw, CARDS, 'number', { ...cards.masterCard, ...forge(two), card_desc: 'Kimin' })
  expect(answer.status).toBe(200)
  expect(answer.body).toContain('Kimin eklendi.')
  expect(await simulator.cards(theirs.card_owner_id)).toHaveLength(1)
  expect((await simulator.cards(own.card_owner_id)).map(({ card_desc }) => card_desc)).toEqual([own.card_desc, 'Kimin'])
})

/** Sessions that have ended or never existed. */
async function deadSessions(
  stack: Stack,
): Promise<Array<{ name: string; cookie: string; victim: Customer; theirs: Saved; cardForm: Fields; addForm: Fields }>> {
  const endings: Array<[name: string, end: (victim: Customer) => Promise<unknown>]> = [
    ['none', async () => null],
    ['a made-up one', async () => null],
    ['signed out', ({ raw }) => postAccountForm(raw, '/account', 'Çıkış yap')],
    [
      'signed out everywhere by another browser',
      async (victim) => {
        const other = await victim.signInAgain()
        return postAccountForm(other, '/account', 'Bütün cihazlardan çıkış yap')
      },
    ],
    ['of a deleted user', async () => deleteNewestUser(stack)],
  ]
  const dead = []
  for (const [name, end] of endings) {
    const { customer: victim, card: theirs } = await newCustomerWithCard(stack)
    const cardForm = await readForm(victim.raw, CARDS, 'card', theirs.id)
    const addForm = await readForm(victim.raw, CARDS, 'number')
    const copied = victim.raw.cookies().map((cookie) => `${cookie.name}=${cookie.value}`)
    await end(victim)
    const cookie = { none: '', 'a made-up one': `session=${'x'.repeat(200)}; payer=${theirs.id}` }[name] ?? copied.join('; ')
    dead.push({ name, cookie, victim, theirs, cardForm, addForm })
  }
  return dead
}

function deleteNewestUser(stack: Stack): void {
  const database = openToWrite(stack)
  // What is left of them must not bring them back either.
  database.pragma('foreign_keys = OFF')
  const { changes } = database.prepare('DELETE FROM users WHERE created_at = (SELECT max(created_at) FROM users)').run()
  database.close()
  expect(changes).toBe(1)
}

const READS: Array<[path: string, headers: Record<string, string>]> = [
  [CARDS, {}],
  [CARDS, { RSC: '1' }],
  [`${CARDS}?_rsc=abcde`, {}],
  [`${CARDS}?_rsc=abcde`, { RSC: '1' }],
  [CARDS, { RSC: '1', 'Next-Router-Prefetch': '1' }],
  [CARDS, { RSC: '1', 'Next-Router-Prefetch': '2' }],
  [CARDS, { RSC: '1', 'Next-Router-Prefetch': '1', 'Next-Router-Segment-Prefetch': '/_tree' }],
  [CARDS, { RSC: '1', 'Next-Router-Prefetch': '1', 'Next-Router-Segment-Prefetch': '/account/cards/__PAGE__' }],
  [CARDS, { RSC: '1', 'Next-Router-State-Tree': '%5B%22%22%2C%7B%7D%2Cnull%2Cnull%5D', 'Next-Url': CARDS }],
  [`${CARDS}.rsc`, {}],
  [`${CARDS}.rsc`, { RSC: '1' }],
  [`${CARDS}.txt`, {}],
  [`${CARDS}.segments/_tree.segment.rsc`, {}],
  [`${CARDS}.segments/account/cards/__PAGE__.segment.rsc`, {}],
  [`/_next/data/development${CARDS}.json`, {}],
  [`/_next/data/build${CARDS}.json`, { 'x-nextjs-data': '1' }],
  [`${CARDS}/`, {}],
  [`/./${CARDS}`, {}],
  ['/account/%63ards', {}],
  ['/account/payments', {}],
  ['/account/payments?card=ID', { RSC: '1' }],
  ['/ACCOUNT/CARDS', {}],
  [`${CARDS}?nxtPid=1&__nextLocale=tr&__nextDataReq=1`, {}],
  [CARDS, { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' }],
  [CARDS, { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' }],
  [CARDS, { 'x-middleware-subrequest': 'src/middleware', RSC: '1' }],
  [CARDS, { 'x-middleware-next': '1', 'x-middleware-rewrite': CARDS, 'x-middleware-override-headers': 'x-pathname' }],
  [CARDS, { 'x-matched-path': CARDS, 'x-invoke-path': CARDS, 'x-invoke-status': '200', 'x-invoke-output': CARDS }],
  [CARDS, { 'x-pathname': '/', 'x-original-url': CARDS, 'x-rewrite-url': CARDS }],
  [CARDS, { 'x-now-route-matches': '1=x', 'x-vercel-id': 'x', 'x-prerender-revalidate': 'x' }],
  ['/login', { 'x-original-url': CARDS, 'x-rewrite-url': CARDS, 'x-matched-path': CARDS, 'next-url': CARDS, RSC: '1' }],
]

test('without a live session nothing is shown and nothing runs, at any endpoint', async ({ stack, app, orders, simulator }) => {
  const { attacker } = await makeTwo(stack)
  const wrong: string[] = []
  let reads = 0
  let posts = 0
  for (const { name, cookie, victim, theirs, cardForm, addForm } of await deadSessions(stack)) {
    const paid = await orders.make()
    await createRawShopper(stack, newAddress()).pay(paid.id, cards.good)
    const open = await orders.make()
    const payForm = await attacker.raw.fillForm(open.id, cards.good)
    const thief = createRawShopper(stack, newAddress())
    const headers = { ...(cookie ? { Cookie: cookie } : {}) }
    const before = (await simulator.allCalls()).length
    const look = (what: string, answer: RawAnswer, isRight: boolean, sent = '') => {
      const leaks = findPrivate(answer, victim, theirs).filter((secret) => secret !== sent)
      if (!isRight || leaks.length > 0) wrong.push(`${name}: ${what}: ${answer.status} ${whereTo(answer)} ${leaks}`)
    }

    for (const [path, more] of READS) {
      for (const method of ['GET', 'HEAD']) {
        reads += 1
        const answer = await read(thief, path, { method, headers: { ...headers, ...more } })
        const isPlain = path === CARDS && more.RSC === undefined
        look(`${method} ${path} ${Object.keys(more)}`, answer, isPlain ? isTurnedAway(answer) : answer.status < 500)
      }
    }
    for (const path of [`/checkout/${paid.id}/result`, `/checkout/${open.id}`]) {
      for (const more of [{}, { RSC: '1' }, { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' }]) {
        reads += 1
        const answer = await read(thief, path, { headers: { ...headers, ...more } })
        look(
          `GET ${path}`,
          answer,
          answer.status === 200 && !answer.body.includes('name="saved_card"') && !answer.body.includes('name="save_card"'),
        )
      }
    }

    const own = { id: theirs.id, card: theirs.id }
    for (const more of [{}, { user_id: theirs.user_unique_id, card_owner_id: theirs.card_owner_id, card_hash: theirs.card_hash }]) {
      for (const id of [own.card, 'A'.repeat(22), 'x']) {
        for (const intent of ['rename', 'delete', 'default', 'nothing']) {
          const fields = fill(cardForm, { ...more, card: id, description: 'Benim', intent })
          for (const bypass of [{}, { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' }]) {
            posts += 2
            const form = await thief.postForm(CARDS, fields, { ...headers, ...bypass })
            look(`${intent} ${id}`, form, isTurnedAway(form))
            const action = await postAsAction(thief, CARDS, app.url, fields, { ...headers, ...bypass })
            look(`${intent} ${id} as an action`, action, isTurnedAway(action))
          }
        }
        posts += 1
        const pay = fill(payForm, { ...more, saved_card: id })
        const answer = await thief.postForm(`/checkout/${open.id}`, pay, headers)
        // The card that was asked for is asked for again after signing in, whoever's it is; it is chosen if it is one's own.
        look(`pay ${id}`, answer, isTurnedAway(answer), id)
      }
      posts += 2
      const add = fill(addForm, { ...more, ...cards.masterCard, card_desc: 'Benim' })
      const form = await thief.postForm(CARDS, add, headers)
      look('add', form, isTurnedAway(form))
      const action = await postAsAction(thief, CARDS, app.url, add, headers)
      look('add as an action', action, isTurnedAway(action))
    }
    expect((await simulator.allCalls()).slice(before), `${name}: nothing was asked of Paynet`).toEqual([])
    const [stored] = await simulator.cards(theirs.card_owner_id)
    expect([stored?.card_desc, stored?.deleted], name).toEqual([theirs.card_desc, false])
  }
  expect(wrong).toEqual([])
  expect([reads, posts], 'combinations without a session: reads, posts').toEqual([340, 530])
})

test('the cards page shows only the signed-in user’s cards, at any endpoint', async ({ stack, orders, simulator }) => {
  const two = await makeTwo(stack)
  const { victim, theirs, attacker, own } = two
  const order = await orders.make()
  const pay = fill(await victim.raw.fillForm(order.id, cards.good), { saved_card: theirs.id })
  expect((await victim.raw.postForm(`/checkout/${order.id}`, pay)).status).toBe(303)
  const endpoints: typeof READS = [
    ...READS,
    [`/checkout/${order.id}`, {}],
    [`/checkout/${order.id}/result`, {}],
    [`/checkout/${order.id}/result`, { RSC: '1' }],
  ]
  const claims = ['', `?user_id=${theirs.user_unique_id}&card_owner_id=${theirs.card_owner_id}&id=${theirs.id}&card=${theirs.id}`]
  const wrong: string[] = []
  let seen = 0
  let count = 0
  const before = (await simulator.allCalls()).length
  for (const [path, headers] of endpoints) {
    for (const claim of claims) {
      count += 1
      const answer = await read(attacker.raw, path + (path.includes('?') ? claim.replace('?', '&') : claim), { headers })
      // What was asked for may be echoed, as in the address of a page.
      const ofOwn = path.startsWith('/account/payments') ? ['4358'] : []
      const leaks = findPrivate(answer, victim, theirs).filter((secret) => !claim.includes(secret) && !ofOwn.includes(secret))
      if (answer.status >= 500 || leaks.length > 0) wrong.push(`${path} ${Object.keys(headers)}: ${answer.status} ${leaks}`)
      if (answer.body.includes(own.card_desc)) seen += 1
    }
  }
  expect(wrong).toEqual([])
  expect(count, 'requests').toBe(68)
  expect(seen, 'some of them do show one’s own card').toBeGreaterThan(15)
  const calls = (await simulator.allCalls()).slice(before)
  expect(namesOf(calls)).toEqual([`card_list ${own.card_owner_id}`])
})

test('a code works only for the user who requested it; for anyone else Paynet is not asked', async ({ ownStack }) => {
  const stack = await ownStack({ PAYNET_CARD_OTP: 'on' })
  await stack.simulator.settings({ otp_required: true })
  const victim = await newCustomer(stack)
  const attacker = await newCustomer(stack)
  const phone = '5321112233'
  const startForm = await readForm(attacker.raw, CARDS, 'user_gsm')
  await victim.raw.postForm(CARDS, fill(await readForm(victim.raw, CARDS, 'user_gsm'), { intent: 'send', user_gsm: phone }))
  const [sent] = await stack.simulator.allCalls()
  const forged = { otp_session_id: sent?.reference_no ?? '', user_id: 'x', user_gsm: phone }
  const thief = createRawShopper(stack, newAddress())
  const ended = await newCustomer(stack)
  await postAccountForm(ended.raw, '/account', 'Bütün cihazlardan çıkış yap')
  const before = (await stack.simulator.allCalls()).length
  const wrong: string[] = []
  let count = 0
  for (const intent of ['send', 'resend', 'check', 'forget', 'nothing', '']) {
    for (const more of [{}, forged]) {
      for (const [name, raw] of [
        ['anonymous', thief],
        ['signed out', ended.raw],
      ] as const) {
        count += 2
        const fields = fill(startForm, { user_gsm: phone, ...more, otp_code: 'ART2', intent })
        for (const answer of [await raw.postForm(CARDS, fields), await postAsAction(raw, CARDS, stack.app.url, fields)]) {
          if (!isTurnedAway(answer) || PHONE_END.test(answer.body)) wrong.push(`${name} ${intent}: ${answer.status}`)
        }
      }
    }
  }
  for (const intent of ['resend', 'check', 'forget']) {
    count += 2
    const fields = fill(startForm, { ...forged, otp_code: 'ART2', intent })
    for (const answer of [await attacker.raw.postForm(CARDS, fields), await postAsAction(attacker.raw, CARDS, stack.app.url, fields)]) {
      if (answer.status !== 200 || PHONE_END.test(answer.body) || answer.body.includes('one-time-code')) wrong.push(`another ${intent}`)
    }
  }
  expect(wrong).toEqual([])
  expect(count, 'combinations about codes').toBe(54)
  expect((await stack.simulator.allCalls()).slice(before)).toEqual([])
  const checked = await postForm(victim.raw, CARDS, 'otp_code', { intent: 'check', otp_code: 'ART2' })
  expect(checked.body, 'it still stands for the user who asked').toContain('Sonu 2233 olan telefon doğrulandı.')
  const stolen = await attacker.raw.request(CARDS)
  expect(stolen.body).not.toContain('name="number"')
})
