import { accounts } from './accounts'
import { bank } from './bank'
import { checkout } from './checkout'
import { dealers } from './dealers'
import { instalments } from './instalments'
import { lost } from './lost'
import { receipts } from './receipts'
import { refunds } from './refunds'
import { declines, results } from './results'
import { resume } from './resume'
import { shop } from './shop'
import type { State } from './state'

/** In the order in which people meet them. */
export const STATES: State[] = [
  ...shop,
  ...checkout,
  ...instalments,
  ...bank,
  ...resume,
  ...results,
  ...declines,
  ...receipts,
  ...refunds,
  ...accounts,
  ...dealers,
  ...lost,
]
