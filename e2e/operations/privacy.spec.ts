import { expect, test } from '@/e2e/fixtures'
import { cards } from '@/e2e/harness/cards'
import { runNode } from '@/e2e/harness/child'

test('an operator exports and forgets a person while the app runs, and what is still open is named and kept', async ({
  app,
  orders,
  shopper,
}) => {
  const email = `ayse.${process.pid}@example.com`
  const privacy = (...words: string[]) => runNode('dist/privacy.js', words, app.env)
  const paid = await orders.make({ customer: { name: 'Ayşe Duru', email } })
  await shopper.pay(paid.id, cards.good)

  const told = await privacy('export', email.toUpperCase())
  expect(told.code, told.output).toBe(0)
  expect(JSON.parse(told.output)).toMatchObject({
    email,
    account: null,
    orders: [{ reference: paid.reference, amount: paid.amount, customer: { name: 'Ayşe Duru', email } }],
  })

  const forgotten = await privacy('forget', email)
  expect([forgotten.code, forgotten.output]).toEqual([
    0,
    'account: none deleted\norders: the customer of 1 forgotten\napplications: 0 erased\n',
  ])
  expect((await privacy('export', email)).output).not.toContain('Ayşe Duru')
  expect((await orders.read(paid.id)).status).toBe('paid')

  const open = await orders.make({ customer: { email } })
  const kept = await privacy('forget', email)
  expect(kept.code).toBe(1)
  expect(kept.errors).toContain(`kept: order ${open.reference}`)
})

test('what is no request is refused, and nothing is forgotten', async ({ app }) => {
  for (const words of [
    [],
    ['forget'],
    ['erase', 'a@example.com'],
    ['forget', 'no address'],
    ['forget', 'a@example.com', 'b@example.com'],
  ]) {
    const { code, errors } = await runNode('dist/privacy.js', words, app.env)
    expect([code, errors]).toEqual([2, expect.stringContaining('Usage: npm run privacy')])
  }
})
