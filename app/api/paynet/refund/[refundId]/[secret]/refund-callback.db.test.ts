import { beforeAll, describe, expect, test, vi } from 'vitest'
import { newId } from '@/lib/ids'
import { inFlight } from '@/lib/in-flight'
import { findPaymentsBy, readTimeline } from '@/lib/payments/operate'
import { type AtPaynet, givenAccepted } from '@/lib/refunds/callback.test-kit'
import { HANGS_MS, paynet } from '@/scripts/test/setup'
import { POST } from './route'

vi.hoisted(() => {
  // Twelve hours from now in Istanbul: else nothing would be sent around midnight.
  process.env.PAYNET_DAY_ENDS = new Date(Date.now() + 15 * 3_600_000).toISOString().slice(11, 16)
  process.env.LOG_LEVEL = 'info'
})

const lines: string[] = []
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => Boolean(lines.push(String(line))))
  await paynet.settings({ refund_approval: 'manual', refund_callback: 'none' })
  return () => vi.restoreAllMocks()
})

async function post(refundId: string, secret: string, body: BodyInit | null, headers: Record<string, string> = {}): Promise<void> {
  const request = new Request('http://localhost:3000/api/paynet/refund/x/y', { method: 'POST', headers, body })
  const response = await POST(request, { params: Promise.resolve({ refundId, secret }) })
  expect(response.status).toBe(200)
  expect(await response.text()).toBe('{}')
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('set-cookie')).toBeNull()
}

const told = (code: unknown) => JSON.stringify({ xact_id: 'x', code, status: 3, message: 'Başarılı İşlem' })
const afterwards = () => Promise.all(inFlight())

async function notesOf({ id }: Pick<AtPaynet, 'id'>): Promise<string[]> {
  const [payment] = await findPaymentsBy(id)
  if (!payment) return []
  return (await readTimeline(payment)).flatMap(({ kind, detail }) => (kind === 'note' && detail?.includes('callback') ? [detail] : []))
}

async function decide({ referenceNo }: Pick<AtPaynet, 'referenceNo'>, decision: 'approve' | 'reject'): Promise<void> {
  const [refund] = await paynet.refunds(referenceNo)
  await paynet.decideRefund(String(refund?.xact_id), decision)
}

test('a callback that says "approved" moves nothing by itself: Paynet is asked at once, and only its books are believed', async () => {
  const accepted = await givenAccepted()
  await post(accepted.refundId, accepted.secret, told(0))
  await afterwards()
  expect(await accepted.refund()).toMatchObject({ status: 'accepted', looks: 1 })
  await decide(accepted, 'approve')
  await post(accepted.refundId, accepted.secret, told(0))
  await afterwards()
  expect(await accepted.refund()).toMatchObject({ status: 'refunded' })
  expect(await notesOf(accepted)).toHaveLength(2)
})

test('a callback that says "not approved" moves nothing by itself', async () => {
  const accepted = await givenAccepted()
  await post(accepted.refundId, accepted.secret, told(1))
  await afterwards()
  expect(await accepted.refund()).toMatchObject({ status: 'accepted', hintedAt: expect.any(Date) })
})

describe('the code of a callback is read', () => {
  test.each<[string, BodyInit | null, string]>([
    ['as a number', told(0), '0'],
    ['as text', told('1'), '1'],
    ['without the rest', '{"code":1}', '1'],
    ['not where it is no number', told('zero'), 'unreadable'],
    ['not where it is broken', told(1.5), 'unreadable'],
    ['not where it is too long', told('9'.repeat(400)), 'unreadable'],
    ['not where it is missing', '{}', 'unreadable'],
    ['not out of a list', '[{"code":0}]', 'unreadable'],
    ['not out of null', 'null', 'unreadable'],
    ['not out of what is no JSON', 'code=0', 'unreadable'],
    ['not out of broken UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'unreadable'],
    ['not out of nothing', null, 'unreadable'],
    ['not out of more than 4 KB', `${told(0)}${' '.repeat(4 * 1024)}`, 'unreadable'],
    ['not out of deep nesting', '['.repeat(4_000), 'unreadable'],
  ])('%s, and Paynet is asked in any case', async (_name, body, code) => {
    const accepted = await givenAccepted()
    await post(accepted.refundId, accepted.secret, body)
    await afterwards()
    expect(await notesOf(accepted)).toEqual([expect.stringContaining(`a callback says code ${code}`)])
    expect((await accepted.refund()).looks).toBe(1)
  })
})

test.each([
  ['from another site', { origin: 'https://bank.example', 'sec-fetch-site': 'cross-site' }],
  ['from an opaque origin', { origin: 'null' }],
  ['that calls itself a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['that lies about its length', { 'content-length': '99999' }],
])('a post %s is taken like any other', async (_name, headers) => {
  const accepted = await givenAccepted()
  await post(accepted.refundId, accepted.secret, told(0), headers)
  await afterwards()
  expect(await notesOf(accepted)).toHaveLength(1)
})

test('whoever does not know the secret gets the same answer, and leaves nothing behind', async () => {
  const accepted = await givenAccepted()
  const before = await accepted.refund()
  for (const [id, secret] of [
    [accepted.refundId, newId()],
    [accepted.refundId, ''],
    [accepted.refundId, `${accepted.secret}x`],
    [newId(), accepted.secret],
    ['', ''],
    ["' OR 1=1", '\u0000'],
    ['a'.repeat(5_000), 'b'.repeat(5_000)],
  ] as const) {
    await post(id, secret, told(1))
  }
  await afterwards()
  expect(await accepted.refund()).toEqual(before)
  expect(await notesOf(accepted)).toEqual([])
})

test('thirty callbacks a minute count, and more are answered alike and pass by', async () => {
  const accepted = await givenAccepted()
  for (let time = 0; time < 40; time++) await post(accepted.refundId, accepted.secret, told(0))
  await afterwards()
  expect(await notesOf(accepted)).toHaveLength(30)
})

test('it is answered before Paynet is, and waits for no call', async () => {
  const accepted = await givenAccepted()
  await paynet.fault({ service: 'detail', fault: 'slow', ms: HANGS_MS, times: 1 })
  await post(accepted.refundId, accepted.secret, told(0))
  expect((await accepted.refund()).looks).toBe(0)
  await paynet.release(afterwards())
  expect((await accepted.refund()).looks).toBe(1)
})

test('no line of the log and of a timeline holds the secret of an address', async () => {
  lines.length = 0
  const accepted = await givenAccepted()
  await post(accepted.refundId, accepted.secret, told(1))
  await post(newId(), accepted.secret, told(1))
  await afterwards()
  expect(lines.join(''), 'something is logged').toContain('paynet.call')
  const [payment] = await findPaymentsBy(accepted.id)
  const kept = JSON.stringify([lines, await accepted.refund(), payment && (await readTimeline(payment))])
  expect(kept).toContain(accepted.refundId)
  expect(kept).not.toContain(accepted.secret)
  expect(kept).not.toContain('/api/paynet/refund')
})
