import { resetState, type State } from '@/simulator/books/state'
import type { App } from '@/simulator/protocol/http'
import { reply } from './form'

/** Shows the ledger and the call log, and clears everything. */
export function addLedgerControl(app: App, state: State): void {
  app.get('/control/ledger', (context) => {
    const reference = context.req.query('reference_no')
    return context.json(reference === undefined ? state.transactions : (state.byReference.get(reference) ?? []))
  })
  app.get('/control/calls', (context) => {
    const reference = context.req.query('reference_no')
    const after = Number(context.req.query('after') ?? 0)
    const calls = state.calls.calls.filter(({ sequence }) => sequence > after)
    return context.json(reference === undefined ? calls : calls.filter((call) => call.reference_no === reference))
  })
  app.post('/control/reset', (context) => {
    resetState(state)
    return reply(context, { reset: true })
  })
}
