import { afterEach, expect, test, vi } from 'vitest'
import { http, isWhole, listen, type Peer } from './transport.test-kit'

const peers: Peer[] = []

afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
  vi.unstubAllEnvs()
})

/** A Paynet that answers with these texts, one after another and the last one again; without any, it hangs up. */
async function paynet(...texts: string[]) {
  const bodies: Record<string, unknown>[] = []
  const peer = await listen((socket, request) => {
    const [head, ...rest] = request.split('POST ').slice(1)
    const last = rest.at(-1) ?? head ?? ''
    if (!isWhole(last)) return
    bodies.push(JSON.parse(last.split('\r\n\r\n')[1] ?? ''))
    const text = texts[Math.min(bodies.length, texts.length) - 1]
    if (text === undefined) socket.destroy()
    else socket.write(text)
  })
  peers.push(peer)
  return { ...(await refunds(peer.url)), peer, bodies }
}

/** The configuration is read once, so each test gets the module afresh. */
async function refunds(url: string): Promise<typeof import('./refunds')> {
  vi.resetModules()
  vi.stubEnv('PAYNET_API_URL', url)
  vi.stubEnv('PAYNET_TIMEOUT_MS', '2000')
  vi.stubEnv('PAYNET_QUIET_MS', '4000')
  return await import('./refunds')
}

const refund = { xactId: 'xk_1', amountKurus: 5_000, callbackUrl: 'https://shop.example/api/paynet/refund/r/s' }
const sale = { xactId: 'xk_1', xactNumber: 1, referenceNo: 'T-1' }
const ok = (body: object) => http('200 OK', JSON.stringify({ code: 0, ...body }))
const always = () => true

test('money is asked for with its amount, on a connection of its own, and the send gate looked at once', async () => {
  const { requestRefund, readSale, peer, bodies } = await paynet(ok({ Data: [] }), ok({}))
  await readSale(sale)
  const maySend = vi.fn(always)
  const told = await requestRefund(refund, maySend)
  expect(told).toMatchObject({
    meaning: { kind: 'accepted', code: 0 },
    call: { service: 'reversed_request', meaning: 'accepted' },
    retryAfterMs: null,
  })
  expect(bodies).toEqual([{ xact_id: 'xk_1' }, { xact_id: 'xk_1', amount: '5000', succeedUrl: refund.callbackUrl }])
  expect(peer.received()).toContain('POST /v1/transaction/reversed_request ')
  expect([peer.connections(), maySend.mock.calls.length]).toEqual([2, 1])
})

test('nothing leaves while the send gate is closed', async () => {
  const { requestRefund, peer } = await paynet(ok({}))
  expect(await requestRefund(refund, () => false)).toMatchObject({ meaning: { kind: 'not-sent' }, call: { why: 'send gate closed' } })
  expect(peer.received()).toBe('')
})

test('nothing leaves for no amount', async () => {
  const { requestRefund, peer } = await paynet(ok({}))
  await expect(requestRefund({ ...refund, amountKurus: 0 }, always)).rejects.toThrow(RangeError)
  expect(peer.connections()).toBe(0)
})

test.each<[name: string, texts: string[], kind: string]>([
  ['whose answer is lost', [], 'unknown'],
  ['that is answered with HTTP 503', [http('503 Service Unavailable', '', { 'Retry-After': '7' })], 'unknown'],
  ['that is named a duplicate', [http('200 OK', '{"code":5}')], 'unknown'],
  ['that is turned away', [http('401 Unauthorized', '{"code":401,"result_code":7}')], 'door'],
  ['that is refused', [http('200 OK', '{"code":1}')], 'refused'],
])('a request %s is not repeated', async (_name, texts, kind) => {
  const { requestRefund, bodies } = await paynet(...texts)
  const told = await requestRefund(refund, always)
  expect([told.meaning.kind, told.retryAfterMs]).toEqual([kind, texts[0]?.includes('503') ? 7_000 : null])
  expect(bodies).toHaveLength(1)
})

test('a request that reaches nobody never left, and is not repeated', async () => {
  const { requestRefund, peer } = await paynet()
  await peer.close()
  const maySend = vi.fn(always)
  expect(await requestRefund(refund, maySend)).toMatchObject({ meaning: { kind: 'not-sent' }, call: { why: 'ECONNREFUSED' } })
  expect(maySend).not.toHaveBeenCalled()
})

test.each<[text: string, refusesUs: boolean]>([
  [http('200 OK', '{"code":19}'), false],
  [http('401 Unauthorized', '{"code":401,"result_code":7}'), true],
  [http('200 OK', '{"code":7}'), true],
  [http('200 OK', '{"code":1}'), false],
])('what is refused is about the sale, not about us: %j', async (text, refusesUs) => {
  const { requestRefund } = await paynet(text)
  expect((await requestRefund(refund, always)).call.refusesUs).toBe(refusesUs)
})

test('a sale is asked about by its id', async () => {
  const rows = [
    { xact_id: 'xk_1', reversed: true },
    { xact_id: 'xk_2', reversed_xact_id: 'xk_1', amount: 50, entry_date: '22.11.2026' },
  ]
  const { readSale, bodies, peer } = await paynet(ok({ Data: rows }), http('404 Not Found', '{"code":404,"result_code":12}'))
  expect(await readSale(sale)).toMatchObject({
    meaning: {
      kind: 'shown',
      isSaleShown: true,
      isReversed: true,
      reversals: [{ names: ['xk_2'], amountKurus: 5_000, day: '2026-11-22' }],
    },
    call: { service: 'detail', meaning: 'reversed, 1 refunds', refusesUs: false },
  })
  expect(await readSale(sale)).toMatchObject({ meaning: { kind: 'untold' }, call: { meaning: 'untold', code: 12, refusesUs: false } })
  expect(bodies).toEqual([{ xact_id: 'xk_1' }, { xact_id: 'xk_1' }])
  expect(peer.received()).toContain('POST /v1/transaction/detail ')
})

const [FROM, TO] = [new Date('2026-11-12T22:00:00Z'), new Date('2026-11-23T12:00:00Z')]
const listed = (at: number) => ({ id: at, xact_id: `xk_${at}`, reversed_xact_id: `xk_${at}0`, entry_date: '22.11.2026' })
const page = (has_more: boolean | null, ...ids: number[]) => ok({ has_more, Data: ids.map(listed) })

test('a list is read page after page, and what has moved from one page to the next comes once', async () => {
  const { listReversals, bodies, peer } = await paynet(page(true, 1, 2), page(true, 2, 3), page(false, 4))
  const { reversals, ...told } = await listReversals(FROM, TO)
  expect(reversals.map(({ names }) => names[0])).toEqual(['xk_1', 'xk_2', 'xk_3', 'xk_4'])
  expect(told).toMatchObject({ pages: 3, unread: null, lastCall: { service: 'reversal_list', meaning: '4 refunds' } })
  const period = { datab: '2026-11-13', datbi: '2026-11-23', limit: 50 }
  expect(bodies).toEqual([period, { ...period, starting_after: 2 }, { ...period, starting_after: 4 }])
  expect(peer.received()).toContain('POST /v1/transaction/reversal_list ')
})

test('two parts of one sale that differ in a single name are two', async () => {
  const parts = [listed(1), { ...listed(1), xact_id: 'xk_2' }, listed(1)]
  const { listReversals } = await paynet(ok({ has_more: false, Data: parts }))
  expect((await listReversals(FROM, TO)).reversals).toHaveLength(2)
})

test.each<[name: string, texts: string[], unread: RegExp | null, count: number]>([
  ['without a word of more, to an empty page', [page(null, 1), page(null)], null, 1],
  ['of nothing', [http('404 Not Found', '{"code":404,"type":"no_data_error","result_code":12}')], null, 0],
  ['that shows the same again', [page(true, 1)], /the same again/, 1],
  ['that says there is more and shows nothing', [page(true, 1), page(true)], /shows nothing/, 1],
  [
    'that counts more than it shows',
    [ok({ total: 3, has_more: false, Data: [listed(1)] }), ok({ total: 3, has_more: false, Data: [] })],
    /counts 3/,
    1,
  ],
  ['whose second page is none', [page(true, 1), http('500 Internal Server Error', '')], /page 2 was not answered/, 1],
  ['with a row that names nothing', [ok({ Data: [listed(1), {}] })], /page 1 was not answered/, 0],
  ['whose answer is lost', [], /page 1 was not answered/, 0],
])('a list %s is read as far as it goes', async (_name, texts, unread, count) => {
  const { listReversals } = await paynet(...texts)
  const told = await listReversals(FROM, TO)
  if (unread) expect(told.unread).toMatch(unread)
  else expect(told.unread).toBeNull()
  expect(told.reversals).toHaveLength(count)
})

test('reading a list stops with the app', async () => {
  const { listReversals, bodies } = await paynet(page(true, 1), page(false, 2))
  expect(await listReversals(FROM, TO, always)).toMatchObject({ pages: 1, unread: 'the app is stopping' })
  expect(bodies).toHaveLength(1)
})
