import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import { resetState, type State } from '@/simulator/books/state'
import { armFault, clearFaults } from '@/simulator/faults/armed-faults'
import { type FaultPlace, faultNames, faultPlaces, faults } from '@/simulator/faults/catalogue'
import { flagField, integerField, textField } from '@/simulator/protocol/fields'
import { readFields } from '@/simulator/protocol/request-body'
import { back, refuseWish } from './reply'

type App = OpenAPIHono<{ Bindings: HttpBindings }>

const wish = z
  .object({
    fault: z.enum(faultNames),
    service: z.enum(faultPlaces).optional(),
    reference_prefix: textField(50).default(''),
    times: integerField.refine((times) => times >= 1, 'at least 1').default(1),
    ms: integerField.refine((ms) => ms <= 600_000, 'at most 600000').optional(),
    acts: flagField.optional(),
    bank_error_id: textField(10).default('51'),
    location: textField(500).default('https://collector.example/v2/'),
    field: textField(50).regex(/^\w+$/, "a field's name").default('iban'),
  })
  .superRefine(({ fault, service }, context) => {
    const places: readonly FaultPlace[] = faults[fault].services
    if (service === undefined || places.includes(service)) return
    context.addIssue({ code: 'custom', path: ['service'], message: `${fault} is for ${places.join(', ')}` })
  })

/** What tests and the start page use to set faults and to read what Paynet saw. Not part of Paynet. */
export function addControl(app: App, state: State): void {
  app.get('/control/faults', (context) => context.json({ armed: state.faults.armed, catalogue: faults }))
  app.post('/control/faults', (context) => switchOn(state, context))
  app.delete('/control/faults', (context) => {
    clearFaults(state.faults)
    return context.json({ armed: [] })
  })
  app.post('/control/faults/clear', (context) => {
    clearFaults(state.faults)
    return back(context, { armed: [] }, 200)
  })
  app.post('/control/reset', (context) => {
    resetState(state)
    return back(context, { reset: true }, 200)
  })
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
}

async function switchOn(state: State, context: Context): Promise<Response> {
  const parsed = wish.safeParse((await readFields(context.req.raw)) ?? {})
  if (!parsed.success) return refuseWish(context, parsed.error)
  const { times, service, ms, acts, ...rest } = parsed.data
  const armed = armFault(state.faults, {
    ...rest,
    service: service ?? null,
    left: times,
    ms: ms ?? null,
    acts: acts ?? faults[rest.fault].acts,
  })
  return back(context, armed, 201)
}
