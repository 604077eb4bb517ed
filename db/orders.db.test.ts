import { expect, test } from 'vitest'
import { insertOrder } from './orders'
import { insertPayment } from './payment-moves'
import { givenOrderRow, newPayment } from './payments.test-kit'
import { closeFinding, insertFinding } from './sweep-findings'

const at = new Date()
const orphan = (referenceNo: string) => ({
  id: `f-${referenceNo}`,
  kind: 'orphan' as const,
  referenceNo,
  xactId: 'x',
  amountKurus: 1,
  foundAt: at,
  closedAt: null,
})

test.each(['', 'r', '-', '12345678', '123456789'])(
  'money that Paynet shows under the reference "%s" holds no order of another reference',
  async (referenceNo) => {
    await insertFinding(orphan(referenceNo))
    const order = await givenOrderRow()
    expect(await insertPayment(newPayment(order), at)).not.toBeNull()
    await closeFinding(`f-${referenceNo}`, at)
  },
)

test('money under one of its references holds an order until the finding is closed, and no order with a longer or shorter one', async () => {
  await insertFinding(orphan('SIP-1-abcdefgh'))
  const order = await givenOrderRow()
  const like = async (reference: string) => (await insertOrder({ ...order, id: `o-${reference}`, reference }, [])) !== null
  expect(await like('SIP-1')).toBe(false)
  expect([await like('SIP'), await like('SIP-'), await like('SIP-11'), await like('SIP-1-')]).toEqual([true, true, true, true])
  await closeFinding('f-SIP-1-abcdefgh', at)
  expect(await like('SIP-1')).toBe(true)
})
