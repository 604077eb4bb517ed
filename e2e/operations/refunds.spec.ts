import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { ROOT, startChild } from '@/e2e/harness/child'
import { openToWrite } from '@/e2e/harness/database'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'

/** A price of 1.234,50, which every order of these tests has. */
const PRICE = 123_450

/** A day that ends twelve hours from now, so that these tests may run around midnight. */
const DAY_ENDS = { PAYNET_DAY_ENDS: new Date(Date.now() + 15 * 3_600_000).toISOString().slice(11, 16) }

/** Paynet decides at once, and says so a second after it has answered. */
const LATE_CALLBACK = { refund_approval: 'auto', refund_callback: 'late', refund_callback_ms: 1_000 }

type Answer = { status: number; body: Record<string, unknown> & { status?: string } }
type Run = { code: number | null; out: string; errors: string }

async function control(stack: Stack, path: string, body?: object): Promise<unknown> {
  const post = body && { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  return (await fetch(`${stack.simulator.url}/control/${path}`, post)).json()
}

async function ask(stack: Stack, path: string, body?: object): Promise<Answer> {
  const headers = { Authorization: `Bearer ${stack.app.env.MERCHANT_API_KEY}` }
  const answer = await rawRequest(`${stack.app.url}/api/orders/${path}`, {
    method: body ? 'POST' : 'GET',
    headers,
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: JSON.parse(answer.body) as Answer['body'] }
}

async function run(stack: Stack, command: string, ...args: string[]): Promise<Run> {
  const child = startChild(process.execPath, [`${ROOT}dist/${command}.js`, ...args], { env: stack.app.env })
  const { code } = await child.exited
  const errors = child.errors()
  return { code, errors, out: child.output().replace(errors, '') }
}

async function json(stack: Stack, command: string, ...args: string[]) {
  const { code, errors, out } = await run(stack, command, ...args, '--json')
  return { code, errors, told: JSON.parse(out) as Record<string, unknown> }
}

/** Sales are two days old, so that parts go back as well, unless a test says otherwise. */
async function newShop(ownStack: (more?: Record<string, string>) => Promise<Stack>, settings: object = {}): Promise<Stack> {
  const stack = await ownStack(DAY_ENDS)
  await control(stack, 'settings', { sale_days_ago: 2, ...settings })
  return stack
}

async function givenPaid(stack: Stack) {
  const order = await stack.orders.make({ amount: PRICE, items: null })
  await createRawShopper(stack, newAddress()).pay(order.id, cards.good)
  const { payments } = await stack.orders.read(order.id)
  if (payments[0]?.status !== 'succeeded') throw new Error(`the payment is ${payments[0]?.status}`)
  return { order, payment: payments[0] }
}

const refundsAt = (stack: Stack, reference: string) =>
  control(stack, `refunds?reference_no=${reference}`) as Promise<{ amount_kurus: number; xact_id: string; status: string }[]>

test('a refund that the API asks for is told as refunded once Paynet says that it has decided, and shows it', async ({ ownStack }) => {
  const stack = await newShop(ownStack, LATE_CALLBACK)
  const { order, payment } = await givenPaid(stack)
  const made = await ask(stack, `${order.id}/refunds`, { reference: 'IADE-1', amount: 50_000, remaining: PRICE, reason: 'customer' })
  expect(made).toMatchObject({ status: 201, body: { status: 'planned', amount: 50_000, payment_id: payment.id } })
  const about = async () => (await ask(stack, `${order.id}/refunds/${String(made.body.id)}`)).body
  // Without the callback, Paynet would be asked after a minute.
  await expect.poll(async () => (await about()).status, { timeout: 60_000 }).toBe('refunded')
  expect(await ask(stack, order.id)).toMatchObject({
    body: { status: 'paid', refunded_amount: 50_000, refunds: [{ ...(await about()), settled_at: expect.stringMatching(/Z$/) }] },
  })
  expect(await refundsAt(stack, payment.reference_no)).toMatchObject([{ amount_kurus: 50_000, status: 'approved' }])
  expect(stack.app.log(), 'the address holds a secret').not.toContain('api/paynet/refund')
})

test('whatever is posted to a callback, from wherever, is answered with 200 and {}, and a browser that opens it is told no more', async ({
  ownStack,
}) => {
  const stack = await newShop(ownStack)
  const url = `${stack.app.url}/api/paynet/refund/${'a'.repeat(22)}/${'b'.repeat(22)}`
  for (const [body, headers] of [
    ['{"code":0}', { 'Content-Type': 'application/json' }],
    ['{"code":1}', { Origin: 'https://bank.example', 'Sec-Fetch-Site': 'cross-site' }],
    ['', {}],
    ['code=0', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['--x\r\n', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['{', { 'Content-Type': ';;;', Origin: 'null', Accept: 'text/html' }],
    [`{"code":0}${' '.repeat(4 * 1024)}`, {}],
    ['x'.repeat(300_000), {}],
  ] as const) {
    const answer = await rawRequest(url, { method: 'POST', headers, body })
    expect([answer.status, answer.body], body.slice(0, 20)).toEqual([200, '{}'])
  }
  for (const [address, method, status] of [
    [url, 'GET', 405],
    [url, 'PUT', 405],
    [`${url}/x`, 'POST', 404],
    [`${stack.app.url}/api/paynet/refund/x`, 'POST', 404],
  ] as const) {
    const answer = await rawRequest(address, { method, headers: { Accept: 'text/html' } })
    expect([answer.status, answer.headers['content-type']], `${method} ${address}`).toEqual([status, 'application/problem+json'])
  }
  expect(stack.app.log()).not.toContain('b'.repeat(22))
  const headers = { Authorization: `Bearer ${stack.app.env.MERCHANT_API_KEY}` }
  const metrics = (await rawRequest(`${stack.app.url}/metrics`, { headers })).body
  expect(metrics).toContain('checkout_http_requests_total{route="refund-callback",method="write",status="2xx"} 8')
})

test('"refund" gives back a part once, shows it everywhere, and a sum that is typed wrongly gives back nothing', async ({ ownStack }) => {
  const stack = await newShop(ownStack, { refund_approval: 'manual' })
  const { order, payment } = await givenPaid(stack)
  for (const [typed, code, said] of [
    [['--amount', '50,0', '--remaining', '1234,50'], 2, '--amount is a sum like 50,00'],
    [['--amount', '50,005', '--remaining', '1234,50'], 2, '--amount is a sum like 50,00'],
    [['--amount', '1.234', '--remaining', '1234,50'], 2, '--amount is a sum like 50,00'],
    [['--amount', '0', '--remaining', '1234,50'], 2, '--amount is a sum like 50,00'],
    [['--amount', '50,00', '--remaining', 'all'], 2, '--remaining is a sum like 149,90'],
    [['--amount', '50,00'], 2, 'what is left is missing'],
    [['--amount', '50,00', '--yes'], 2, 'what is left is missing'],
    [['--amount', '50,00', '--remaining', '1234,50', '--reason', 'bored'], 2, '--reason is one of customer'],
    [['--amount', '50,00', '--remaining', '1234,50', '--reference', 'a b'], 2, '--reference is 1 to 40'],
    [['--amount', '50,00', '--remaining', '50,00'], 4, 'What is left is not as you say: 1234.50 TRY is left'],
    [['--amount', '1234,51', '--remaining', '1234,50'], 4, 'That is too much: 1234.50 TRY is left'],
  ] as const) {
    const refused = await run(stack, 'refund', order.reference, ...typed)
    expect(refused, typed.join(' ')).toMatchObject({ code, out: '', errors: expect.stringContaining(said) })
  }
  expect(await refundsAt(stack, payment.reference_no)).toEqual([])

  const once = ['--amount', '50.00', '--remaining', '1234,50', '--reference', 'IADE-1', '--note', 'telefonla istedi']
  const made = await run(stack, 'refund', order.reference, ...once)
  expect(made, 'it has waited for the answer').toMatchObject({ code: 0, errors: '' })
  expect(made.out).toMatch(
    /^refund \S+ {2}IADE-1 {2}50\.00 TRY\n {2}accepted: Paynet has taken the request, which is not yet the money\n {2}npm run refund -- --ask \S+\n/,
  )
  expect(await run(stack, 'refund', order.reference, ...once)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^That refund is known already\.\n/),
  })
  expect(await refundsAt(stack, payment.reference_no)).toMatchObject([{ amount_kurus: 5_000 }])
  expect(await run(stack, 'refund', order.reference, '--amount', '1,00', '--remaining', '1184,50')).toMatchObject({
    code: 4,
    errors: expect.stringContaining('Another refund of this payment is not over yet; 1184.50 TRY is left'),
  })

  const [atPaynet] = await refundsAt(stack, payment.reference_no)
  const id = /^refund (\S+)/.exec(made.out)?.[1] ?? ''
  expect((await json(stack, 'refund', '--list')).told).toMatchObject({ open: [{ id, status: 'accepted', amount: 5_000 }] })
  const shown = await run(stack, 'payment', order.reference)
  expect(shown.out).toMatch(/^ {2}given back {12}0\.00 TRY of 1234\.50 TRY, 50\.00 TRY on its way, 1184\.50 TRY left$/m)
  expect(shown.out).toMatch(/ {2}move {2}refund IADE-1 of 50\.00 TRY: planned; asked for by cli$/m)
  expect(shown.out).toMatch(/ {2}move {2}refund IADE-1 of 50\.00 TRY: sending -> accepted$/m)
  expect(shown.out).toMatch(/ {2}call {2}refund IADE-1 of 50\.00 TRY: reversed_request .*accepted/m)
  expect(shown.out).toMatch(/ {2}note {2}refund IADE-1 of 50\.00 TRY: asked for by an operator: .+: telefonla istedi$/m)
  expect((await json(stack, 'payment', order.reference)).told).toMatchObject({
    payments: [{ refunded: 0, reserved: 5_000, remaining: 118_450, refunds: [{ id, reference: 'IADE-1', status: 'accepted' }] }],
  })

  await control(stack, 'refunds/decide', { xact_id: atPaynet?.xact_id, decision: 'approve' })
  expect(await run(stack, 'refund', '--ask', id)).toMatchObject({ code: 0, out: expect.stringContaining('refunded: the money went back') })
  expect(await run(stack, 'payment', order.reference)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/given back {12}50\.00 TRY of 1234\.50 TRY, 1184\.50 TRY left/),
  })
  const rest = await json(stack, 'refund', payment.id, '--remaining', '1184,50')
  expect(rest, 'without --amount it is all that is left').toMatchObject({
    code: 0,
    told: { amount: 118_450, reference: expect.stringMatching(/^CLI-/) },
  })

  const last = (await refundsAt(stack, payment.reference_no)).at(-1)
  await control(stack, 'refunds/decide', { xact_id: last?.xact_id, decision: 'approve' })
  expect(await run(stack, 'refund', '--ask', String(rest.told.id))).toMatchObject({ code: 0 })
  expect(await run(stack, 'refund', order.reference, '--remaining', '0'), 'of nothing, nothing goes back').toMatchObject({
    code: 4,
    out: '',
    errors: expect.stringContaining('That is too much: 0.00 TRY is left; nothing was changed.'),
  })
})

test('--not-sent of a refund that Paynet took and turned down ends it and frees the sum, and no person has to look any more', async ({
  ownStack,
}) => {
  const stack = await newShop(ownStack, { refund_approval: 'manual' })
  const { order, payment } = await givenPaid(stack)
  const { told } = await json(stack, 'refund', order.reference, '--amount', '50,00', '--remaining', '1234,50', '--reference', 'IADE-1')
  const [atPaynet] = await refundsAt(stack, payment.reference_no)
  await control(stack, 'refunds/decide', { xact_id: atPaynet?.xact_id, decision: 'reject' })
  expect(await json(stack, 'refund', '--not-sent', String(told.id))).toMatchObject({ code: 0, told: { status: 'refused' } })
  expect((await json(stack, 'payment', order.reference)).told).toMatchObject({ payments: [{ reserved: 0, remaining: PRICE }] })
  const again = ['--amount', '50,00', '--remaining', '1234,50', '--reference', 'IADE-1']
  expect(await json(stack, 'refund', order.reference, ...again), 'Paynet is not asked anew').toMatchObject({ told: { id: told.id } })
  expect(await refundsAt(stack, payment.reference_no)).toHaveLength(1)
})

test('--not-sent right after a lost answer, or while Paynet cannot be asked, says when to try again; --not-sent of what arrived finds it', async ({
  ownStack,
}) => {
  // The app itself does not look meanwhile.
  const stack = await ownStack({ ...DAY_ENDS, PAYNET_QUIET_MS: '600000', RECONCILE_INTERVAL_MS: '600000' })
  await control(stack, 'settings', { sale_days_ago: 2, refund_callback: 'none' })
  const { order, payment } = await givenPaid(stack)
  const fault = { fault: 'answer-lost-after', service: 'reversed_request', reference_prefix: payment.reference_no, times: 1 }
  await control(stack, 'faults', fault)
  const { told } = await json(stack, 'refund', order.reference, '--remaining', '1234,50')
  expect(told).toMatchObject({ status: 'unknown' })
  const notSent = () => run(stack, 'refund', '--not-sent', String(told.id))
  expect(await notSent()).toMatchObject({
    code: 4,
    errors: expect.stringMatching(/may carry this request out until \d{4}-\S+Z\. Look in its panel/),
  })
  const database = openToWrite(stack)
  database.prepare('UPDATE refunds SET sent_at = sent_at - ?').run(Number(stack.app.env.PAYNET_QUIET_MS))
  database.close()
  for (const service of ['detail', 'reversal_list']) await control(stack, 'faults', { fault: 'http-500', service, times: 100 })
  expect(await notSent()).toMatchObject({ code: 4, errors: expect.stringContaining('Paynet could not be asked just now') })
  await fetch(`${stack.simulator.url}/control/faults`, { method: 'DELETE' })
  expect(await notSent()).toMatchObject({ code: 4, errors: expect.stringContaining("Paynet's books show that this money went back") })
  expect((await json(stack, 'payment', order.reference)).told).toMatchObject({ payments: [{ refunded: PRICE, remaining: 0 }] })
})

test('a lost answer ends "refund" with 1 and is never sent again; --not-sent frees the sum, and --done ends it', async ({ ownStack }) => {
  const stack = await newShop(ownStack)
  const [lost, arrived] = [await givenPaid(stack), await givenPaid(stack)]
  const fault = (reference: string, name: string) =>
    control(stack, 'faults', { fault: name, service: 'reversed_request', reference_prefix: reference, times: 1 })
  const whole = (reference: string, ...more: string[]) => json(stack, 'refund', reference, '--remaining', '1234,50', ...more)

  await fault(lost.payment.reference_no, 'answer-lost-before')
  const first = await whole(lost.order.reference)
  expect(first).toMatchObject({ code: 1, told: { status: 'unknown', calls: 1 } })
  expect(await refundsAt(stack, lost.payment.reference_no)).toEqual([])
  const id = String(first.told.id)
  expect(await json(stack, 'refund', '--ask', id)).toMatchObject({ code: 1, told: { status: 'unknown', calls: 1 } })
  expect(await run(stack, 'refund', '--withdraw', id)).toMatchObject({
    code: 4,
    errors: expect.stringContaining('is not open to --withdraw'),
  })
  // Paynet may be at work on it until the quiet time is over.
  await sleep(Number(stack.app.env.PAYNET_QUIET_MS))
  expect(await json(stack, 'refund', '--not-sent', id, '--note', 'panelde yok')).toMatchObject({ code: 0, told: { status: 'not_sent' } })
  expect((await run(stack, 'payment', lost.order.reference)).out).toMatch(/unknown -> not_sent; says an operator: .+: panelde yok$/m)
  expect(await whole(lost.order.reference)).toMatchObject({ code: 0, told: { amount: PRICE } })
  expect(await refundsAt(stack, lost.payment.reference_no)).toHaveLength(1)

  await control(stack, 'settings', { refund_rows: 'sale-only', refund_approval: 'never' })
  await fault(arrived.payment.reference_no, 'answer-lost-after')
  const second = await whole(arrived.order.reference)
  expect(second).toMatchObject({ code: 1, told: { status: 'unknown' } })
  expect(await run(stack, 'refund', '--done', String(second.told.id))).toMatchObject({ code: 2 })
  expect(await json(stack, 'refund', '--done', String(second.told.id), '4711')).toMatchObject({
    code: 0,
    told: { status: 'refunded', paynet_ref: '4711', next: [] },
  })
  expect(await refundsAt(stack, arrived.payment.reference_no)).toHaveLength(1)
  for (const typed of [
    ['--ask', 'x'],
    ['--withdraw', 'x'],
    ['--done', 'x', '1'],
  ])
    expect(await run(stack, 'refund', ...typed)).toMatchObject({ code: 4, errors: 'There is no refund x.\n' })
  for (const typed of [['--ask', 'x', 'y'], ['--list', 'x'], ['--list', '--ask', 'x'], []])
    expect((await run(stack, 'refund', ...typed)).code).toBe(2)
})

test('a part of a sale of today is planned for tomorrow, says so, and can be withdrawn', async ({ ownStack }) => {
  const stack = await newShop(ownStack, { sale_days_ago: 0 })
  const { order, payment } = await givenPaid(stack)
  const planned = await json(stack, 'refund', order.reference, '--amount', '50,00', '--remaining', '1234,50')
  expect(planned).toMatchObject({ code: 0, told: { status: 'planned', calls: 0 } })
  const hours = (Date.parse(String(planned.told.due_at)) - Date.now()) / 3_600_000
  expect([hours > 12, hours < 13.1]).toEqual([true, true])
  const id = String(planned.told.id)
  expect((await run(stack, 'refund', '--ask', id)).out).toMatch(
    /^ {2}planned: not sent yet, leaves at .+Z\n {2}npm run refund -- --withdraw \S+$/m,
  )
  expect(await json(stack, 'refund', '--withdraw', id)).toMatchObject({ code: 0, told: { status: 'withdrawn' } })
  expect(await refundsAt(stack, payment.reference_no)).toEqual([])
  expect(await ask(stack, order.id)).toMatchObject({ body: { refunded_amount: 0, refunds: [{ status: 'withdrawn', planned_for: null }] } })
})

test("the transaction of a finding goes back whole and once, which ends the finding; another kind's does not", async ({ ownStack }) => {
  const stack = await newShop(ownStack, LATE_CALLBACK)
  const { payment } = await givenPaid(stack)
  const database = openToWrite(stack)
  const insert = database.prepare(
    'INSERT INTO sweep_findings (id, kind, reference_no, xact_id, amount_kurus, found_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  const [finding, other] = ['-'.repeat(22), 'f'.repeat(22)] as const
  // As if this sale had been made by no payment that is known here.
  database.prepare('UPDATE payments SET xact_id = NULL, xact_number = NULL WHERE id = ?').run(payment.id)
  insert.run(finding, 'orphan', 'PANEL-1', payment.xact_id, PRICE, Date.now())
  insert.run(other, 'missing', 'PANEL-2', 'x', PRICE, Date.now())
  database.close()
  expect((await run(stack, 'waiting')).out).toContain(`npm run refund -- ${finding}`)
  expect(await run(stack, 'refund', finding, '--amount', '1,00')).toMatchObject({
    code: 4,
    errors: expect.stringContaining('whole or not at all'),
  })
  expect(await run(stack, 'refund', other)).toMatchObject({ code: 4, errors: expect.stringContaining('cannot be given back') })
  expect(await json(stack, 'refund', finding, '--yes')).toMatchObject({ code: 0, told: { finding_id: finding, amount: PRICE } })
  expect((await run(stack, 'waiting')).out, 'nobody is waited for').not.toContain(finding)
  const again = async () => (await json(stack, 'refund', finding, '--yes')).told
  await expect.poll(again, { timeout: 60_000 }).toMatchObject({ finding_id: finding, status: 'refunded' })
  const reading = openToWrite(stack)
  expect(reading.prepare('SELECT closed_at FROM sweep_findings WHERE id = ?').pluck().get(finding)).not.toBeNull()
  reading.close()
  expect(await refundsAt(stack, payment.reference_no)).toHaveLength(1)
})

test('what went back in Paynet’s panel is found by "sweep", which says what its list of refunds shows', async ({ ownStack }) => {
  const stack = await newShop(ownStack, { refund_approval: 'manual', refund_callback: 'none' })
  const [paid, foreign] = [await givenPaid(stack), await givenPaid(stack)]
  const { told } = await json(stack, 'refund', paid.order.reference, '--amount', '50,00', '--remaining', '1234,50')
  const [ours] = await refundsAt(stack, paid.payment.reference_no)
  await control(stack, 'refunds/decide', { xact_id: ours?.xact_id, decision: 'approve' })
  await control(stack, 'refunds', { reference_no: foreign.payment.reference_no, amount_kurus: 10_000 })
  const swept = await run(stack, 'sweep')
  expect(swept.code).toBe(1)
  expect(swept.out).toMatch(new RegExp(`^refund ${String(told.id)} {2}refunded$`, 'm'))
  expect(swept.out).toMatch(/^2 given back, 2 of payments that are known here$/m)
  expect(swept.errors).toMatch(new RegExp(`^finding \\S+ {2}foreign-refund {2}${foreign.payment.reference_no} {2}100\\.00 TRY`, 'm'))
  expect((await json(stack, 'sweep')).told).toMatchObject({ refunds: { unread: null, paynet: 2, here: 2, settled: [] } })
  expect(await ask(stack, foreign.order.id)).toMatchObject({
    body: { refunded_amount: 10_000, refunds: [{ reference: null, amount: 10_000, status: 'refunded' }] },
  })
  expect((await run(stack, 'payment', foreign.order.reference)).out).toContain("refunded in Paynet's own panel")
})

test('at a terminal, the whole of what is left is proposed and only given back when that is confirmed', async ({ ownStack }) => {
  const stack = await newShop(ownStack)
  const { order, payment } = await givenPaid(stack)
  const command = `${process.execPath} ${ROOT}dist/refund.js ${order.reference}`
  const typing = async (typed: string) => {
    const child = startChild('sh', ['-c', `printf '${typed}' | script -qec "${command}" /dev/null`], { env: stack.app.env })
    return { ...(await child.exited), output: child.output() }
  }
  const no = await typing('n\\n')
  test.skip(!no.output.includes('[y/N]'), 'this machine has no script(1)')
  expect(no.output).toContain(`${payment.reference_no}, succeeded: give back 1234.50 TRY of 1234.50 TRY that is left. Is that right?`)
  expect(await refundsAt(stack, payment.reference_no)).toEqual([])
  expect((await typing('y\\n')).code).toBe(0)
  expect(await refundsAt(stack, payment.reference_no)).toMatchObject([{ amount_kurus: PRICE }])
})

test('"reconcile" sends what is due while no app runs', async ({ ownStack }) => {
  const stack = await newShop(ownStack, { refund_callback: 'none' })
  const { order, payment } = await givenPaid(stack)
  await control(stack, 'faults', { fault: 'http-401', service: 'reversed_request', reference_prefix: payment.reference_no, times: 1 })
  const made = await ask(stack, `${order.id}/refunds`, { reference: 'IADE-1', amount: PRICE })
  expect(made.status).toBe(201)
  await expect.poll(async () => (await ask(stack, `${order.id}/refunds/${String(made.body.id)}`)).body.status).toBe('planned')
  await stack.app.stop()
  const database = openToWrite(stack)
  database.prepare('UPDATE refunds SET next_at = 0, lease_until = NULL').run()
  database.close()
  const passed = await run(stack, 'reconcile')
  expect(passed.out).toMatch(new RegExp(`^refund ${String(made.body.id)} {2}planned -> accepted$`, 'm'))
  expect(await refundsAt(stack, payment.reference_no)).toHaveLength(1)
})
