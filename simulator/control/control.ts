import type { State } from '@/simulator/books/state'
import type { App } from '@/simulator/protocol/http'
import { addApplicationControl } from './applications'
import { addCardControl } from './cards'
import { addFaultControl } from './faults'
import { addLedgerControl } from './ledger'
import { addRefundControl } from './refunds'
import { addSettingsControl } from './settings'

/** /control is for tests and the start page; Paynet has nothing like it. */
export function addControl(app: App, state: State): void {
  addFaultControl(app, state)
  addLedgerControl(app, state)
  addCardControl(app, state)
  addRefundControl(app, state)
  addSettingsControl(app, state)
  addApplicationControl(app, state)
}
