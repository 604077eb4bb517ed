import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { pairOf, payment, secretKey, startShop } from '@/simulator/test-kit'

const folder = mkdtempSync(join(tmpdir(), 'simulator-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('a restarted simulator still knows its transactions and its open sessions', async () => {
  const ledgerFile = join(folder, 'deep', 'restart.jsonl')
  const before = await startShop({ ledgerFile })
  const paid = await before.openPassed()
  await before.charge(paid)
  const passed = await before.openPassed({ reference_no: 'REF-2' })
  const open = pairOf(await before.openSession({ reference_no: 'REF-3', pan: '4355080000030051' }))
  await before.close()

  const after = await startShop({ ledgerFile })
  expect(await (await after.check({ reference_no: 'REF-1' })).json()).toMatchObject({ Data: [{ is_succeed: true }] })
  expect(await (await after.charge(paid)).json()).toMatchObject({ code: 100 })
  expect(await (await after.charge(passed)).json()).toMatchObject({ code: 0 })
  await after.answerBank(open, { otp: 'a' })
  expect(await (await after.charge(open)).json()).toMatchObject({ bank_error_id: '51' })
})

test('a ledger from before payments had a cost, words of the merchant and a way of telling is still read', async () => {
  const ledgerFile = join(folder, 'older.jsonl')
  const before = await startShop({ ledgerFile })
  await before.charge(await before.openPassed())
  await before.close()
  const lines = readFileSync(ledgerFile, 'utf8').trim().split('\n')
  const older = lines.map((line) =>
    JSON.stringify({ ...JSON.parse(line), said: undefined, cost: undefined, told: undefined, charged_at: undefined }),
  )
  writeFileSync(ledgerFile, `${older.join('\n')}\n`)
  const after = await startShop({ ledgerFile })
  expect(await (await after.check({ reference_no: 'REF-1' })).json()).toMatchObject({ Data: [{ amount: 1234.5, net_amount: 1234.5 }] })
})

test('a restarted simulator still knows its refunds, and whom to tell of a decision', async () => {
  const ledgerFile = join(folder, 'refunds.jsonl')
  const before = await startShop({ ledgerFile })
  await before.settings({ sale_days_ago: 2, refund_approval: 'manual' })
  const { xact_id } = (await (await before.charge(await before.openPassed())).json()) as { xact_id: string }
  for (const amount of [100, 200, 300]) await before.refund({ xact_id, amount, succeedUrl: 'http://localhost:1/told' })
  const [first, second] = await before.refunds()
  await before.decide(first?.xact_id, 'approve')
  await before.decide(second?.xact_id, 'reject')
  const known = await before.refunds()
  expect(known.map(({ status }) => status)).toEqual(['approved', 'rejected', 'waiting'])
  const rows = await (await before.detail({ xact_id })).json()
  await before.close()
  expect(readFileSync(ledgerFile, 'utf8').match(/"succeed_url":"http:\/\/localhost:1\/told"/g)).toHaveLength(5)

  const after = await startShop({ ledgerFile })
  expect(await after.refunds()).toEqual(known)
  expect(await (await after.detail({ xact_id })).json()).toEqual(rows)
  expect(await (await after.refund({ xact_id, amount: 123_450 })).json()).toMatchObject({ code: 1 })
  await after.refund({ xact_id, amount: 400 })
  expect(new Set((await after.refunds()).map(({ id }) => id)).size).toBe(4)
  await after.post('/control/reset', {})
  expect(await after.refunds()).toEqual([])
})

test('whatever was waiting when the simulator stopped never happens', async () => {
  const ledgerFile = join(folder, 'stopped.jsonl')
  const before = await startShop({ ledgerFile })
  const pair = await before.openPassed()
  await before.fault({ fault: 'slow-before', service: 'tds_charge', ms: 5_000 })
  const lost = before.charge(pair).catch(() => 'lost')
  await expect.poll(async () => (await before.calls()).length).toBe(3)
  await before.close()
  expect(await lost).toBe('lost')
  await new Promise((resolve) => setTimeout(resolve, 5_100))
  expect(await (await startShop({ ledgerFile })).ledger()).toEqual([])
})

test('half a line at the end of the file does no harm, now or at the next start', async () => {
  const ledgerFile = join(folder, 'half.jsonl')
  const first = await startShop({ ledgerFile })
  await first.charge(await first.openPassed())
  await first.close()
  appendFileSync(ledgerFile, '{"kind":"transac')
  const second = await startShop({ ledgerFile })
  await second.charge(await second.openPassed({ reference_no: 'REF-2' }))
  await second.close()
  expect(await (await startShop({ ledgerFile })).ledger()).toHaveLength(2)
})

test('a line that is not a record stops the start', async () => {
  const ledgerFile = join(folder, 'damaged.jsonl')
  appendFileSync(ledgerFile, '{"kind":"gift"}\n')
  await expect(startShop({ ledgerFile })).rejects.toThrow('line 1')
})

test('a reset forgets everything, is added to the file and still counts after a restart', async () => {
  const ledgerFile = join(folder, 'reset.jsonl')
  const before = await startShop({ ledgerFile })
  const pair = await before.openPassed()
  await before.charge(pair)
  const lines = readFileSync(ledgerFile, 'utf8')
  await before.post('/control/reset', {})
  expect([await before.ledger(), await before.calls()]).toEqual([[], []])
  expect(readFileSync(ledgerFile, 'utf8').startsWith(lines)).toBe(true)
  await before.close()
  expect(await (await (await startShop({ ledgerFile })).charge(pair)).json()).toMatchObject({ code: 13 })
})

test('no card number, security code or key is kept or shown anywhere', async () => {
  const ledgerFile = join(folder, 'secrets.jsonl')
  const shop = await startShop({ ledgerFile })
  const cvc = '9482'
  const pan = '9792030303030307'
  await shop.charge(await shop.openPassed({ pan, cvc }))
  await shop.initial({ pan: `${pan}x`, cvc })
  await shop.initial({ pan, cvc: `${cvc}9` })
  await shop.initial({ pan, cvc, month: 77 })
  await shop.charge(await shop.openPassed({ reference_no: 'REF-2', pan: '4355080000030051', cvc }))
  const pages = await Promise.all(
    ['/', '/control/ledger', '/control/calls', '/control/faults'].map(async (path) => (await fetch(`${shop.url}${path}`)).text()),
  )
  const kept = [readFileSync(ledgerFile, 'utf8'), ...pages].join('\n')
  expect(kept).toContain('979203******0307')
  expect(kept).toContain(payment.card_holder)
  for (const secret of [pan, secretKey, `"${cvc}"`, `>${cvc}<`]) expect(kept).not.toContain(secret)
})

test('the start page shows ledger, calls, faults and cards, and its forms work without scripts', async () => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed())
  const switched = await fetch(`${shop.url}/control/faults`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ fault: 'slow', service: '', times: '3', ms: '', acts: '' }),
  })
  expect([switched.status, switched.headers.get('location')]).toEqual([303, '/'])
  const page = await (await fetch(`${shop.url}/`)).text()
  for (const text of ['1.234,50 TL', 'REF-1', 'Approved', 'tds_charge', '4355080000030051', '<td>slow</td>']) {
    expect(page).toContain(text)
  }
  expect(page).not.toContain('<script')
})
