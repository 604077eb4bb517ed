import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import type { State } from '@/simulator/books/state'
import { flagField, integerField } from '@/simulator/protocol/fields'
import { readFields } from '@/simulator/protocol/request-body'
import { back, refuseWish } from './reply'

type App = OpenAPIHono<{ Bindings: HttpBindings }>

const milliseconds = integerField.refine((ms) => ms >= 0 && ms <= 600_000, '0 to 600000')

const wish = z
  .object({
    otp_required: flagField.optional(),
    otp_random: flagField.optional(),
    charge_ms: milliseconds.optional(),
    charge_atomic: flagField.optional(),
    check_lag_ms: milliseconds.optional(),
    repeat_echoes_used: flagField.optional(),
  })
  .strict()

/** What kind of Paynet this is. Not part of Paynet. */
export function addSettingsControl(app: App, state: State): void {
  app.get('/control/settings', (context) => context.json(state.settings))
  app.post('/control/settings', (context) => changeSettings(state, context))
}

async function changeSettings(state: State, context: Context): Promise<Response> {
  const parsed = wish.safeParse((await readFields(context.req.raw)) ?? {})
  if (!parsed.success) return refuseWish(context, parsed.error)
  for (const [name, value] of Object.entries(parsed.data)) {
    if (value !== undefined) Object.assign(state.settings, { [name]: value })
  }
  return back(context, state.settings, 200)
}
