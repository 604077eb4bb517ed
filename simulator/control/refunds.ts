import { z } from 'zod'
import type { Refund, Transaction } from '@/simulator/books/records'
import { tellAnything, tellOfDecision } from '@/simulator/books/refund-callback'
import { bookRefund, decideRefund } from '@/simulator/books/refunds'
import type { State } from '@/simulator/books/state'
import { integerField, textField } from '@/simulator/protocol/fields'
import type { App } from '@/simulator/protocol/http'
import { answerForm, reply } from './form'

const panelRequest = z
  .object({
    xact_id: textField(100).optional(),
    reference_no: textField(50).optional(),
    amount_kurus: integerField.refine((kurus) => kurus >= 0, '0 or more').default(0),
  })
  .refine((fields) => (fields.xact_id ?? fields.reference_no) !== undefined, 'xact_id or reference_no')

const decideRequest = z.object({ xact_id: textField(100), decision: z.enum(['approve', 'reject', 'withdraw']) })

const callbackRequest = z.object({ xact_id: textField(100), code: integerField })

/** Stands in for those who use Paynet's panel: shows refunds, decides on them, makes them without the shop's knowledge. */
export function addRefundControl(app: App, state: State): void {
  const unknown = () => Response.json({ errors: ['xact_id: unknown'] }, { status: 404 })
  app.get('/control/refunds', (context) => {
    const reference = context.req.query('reference_no')
    const refunds = [...state.refunds.values()].map(showRefund)
    return context.json(reference === undefined ? refunds : refunds.filter(({ reference_no }) => reference_no === reference))
  })
  app.post('/control/refunds', (context) =>
    answerForm(context, panelRequest, ({ amount_kurus, ...names }) => {
      const sale = findSale(state, names)
      if (!sale) return unknown()
      const refund = bookRefund(state, sale, { amountKurus: amount_kurus, by: 'panel', succeedUrl: '' })
      if (typeof refund === 'string') return context.json({ errors: [`amount_kurus: ${refund}`] }, 400)
      return reply(context, showRefund(refund), 201)
    }),
  )
  app.post('/control/refunds/decide', (context) =>
    answerForm(context, decideRequest, ({ xact_id, decision }) => {
      const refund = state.refunds.get(xact_id)
      if (!refund) return unknown()
      if (state.settings.refund_approval === 'never') return reply(context, showRefund(refund))
      const decided = decideRefund(state, refund, decision)
      if (!decided) return context.json({ errors: [`decision: the refund is ${refund.status}`] }, 409)
      void tellOfDecision(state, decided)
      return reply(context, showRefund(decided))
    }),
  )
  app.post('/control/refunds/callback', (context) =>
    answerForm(context, callbackRequest, async ({ xact_id, code }) => {
      const refund = state.refunds.get(xact_id)
      return refund ? reply(context, { http_status: await tellAnything(refund, code) }) : unknown()
    }),
  )
}

/** The newest sale of a reference, if no `xact_id` says which. */
function findSale(
  state: State,
  { xact_id, reference_no }: { xact_id?: string | undefined; reference_no?: string | undefined },
): Transaction | undefined {
  const named = xact_id === undefined ? state.byReference.get(reference_no ?? '') : [state.byXactId.get(xact_id)]
  return named?.findLast((transaction) => transaction?.is_succeed && transaction.transaction_type === 1)
}

/** Without the address that is told, since whoever knows it can tell lies. */
function showRefund({ kind: _kind, succeed_url: _url, decided_at: _decidedAt, ...shown }: Refund) {
  return shown
}
