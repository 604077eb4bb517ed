import type { Transaction } from '@/simulator/books/records'
import type { FaultName } from '@/simulator/faults/catalogue'

/** What the bank draws, or how Paynet tells it, where that is not what the payment asked for. */
export function drawOtherwise(asked: Transaction, fault: FaultName | null): Transaction {
  switch (fault) {
    case 'plan-net':
      return { ...asked, told: { ...asked.told, fee_reading: 'net' } }
    case 'plan-missing-count':
      return { ...asked, told: { ...asked.told, instalment: false } }
    case 'plan-other-count':
      return { ...asked, instalment: Math.max(1, asked.instalment) + 1 }
    case 'plan-fee-zero':
      return drawMore(asked, -asked.cost.end_user_kurus)
    case 'plan-one-more':
      return drawMore(asked, 1)
    case 'plan-one-less':
      return drawMore(asked, -1)
    case 'plan-repriced-at-charge':
      return drawMore(asked, 100)
    default:
      return asked
  }
}

/** The price stays; the difference that the card pays grows. */
function drawMore(asked: Transaction, kurus: number): Transaction {
  const cost = { ...asked.cost, end_user_kurus: Math.max(0, asked.cost.end_user_kurus + kurus) }
  return { ...asked, amount_kurus: asked.amount_kurus + kurus, cost }
}
