import { z } from 'zod'
import { feeReadings } from '@/simulator/books/records'
import { refundApprovals, refundCallbacks, refundLists, refundRowKinds } from '@/simulator/books/settings'
import type { State } from '@/simulator/books/state'
import { flagField, integerField } from '@/simulator/protocol/fields'
import type { App } from '@/simulator/protocol/http'
import { answerForm, reply } from './form'

const milliseconds = integerField.refine((ms) => ms >= 0 && ms <= 600_000, '0 to 600000')

const settingsRequest = z
  .object({
    otp_required: flagField.optional(),
    gsm_required: flagField.optional(),
    otp_random: flagField.optional(),
    charge_ms: milliseconds.optional(),
    charge_atomic: flagField.optional(),
    check_lag_ms: milliseconds.optional(),
    repeat_echoes_used: flagField.optional(),
    fee_reading: z.enum(feeReadings).optional(),
    sale_days_ago: integerField.refine((days) => days >= 0 && days <= 3650, '0 to 3650').optional(),
    refund_approval: z.enum(refundApprovals).optional(),
    refund_callback: z.enum(refundCallbacks).optional(),
    refund_callback_ms: milliseconds.optional(),
    refund_rows: z.enum(refundRowKinds).optional(),
    refund_list: z.enum(refundLists).optional(),
    refund_unchecked: flagField.optional(),
  })
  .strict()

/** Chooses what kind of Paynet this is. */
export function addSettingsControl(app: App, state: State): void {
  app.get('/control/settings', (context) => context.json(state.settings))
  app.post('/control/settings', (context) =>
    answerForm(context, settingsRequest, (settings) => {
      state.hold()
      for (const [name, value] of Object.entries(settings)) {
        if (value !== undefined) Object.assign(state.settings, { [name]: value })
      }
      return reply(context, state.settings)
    }),
  )
}
