import { z } from 'zod'
import type { State } from '@/simulator/books/state'
import { armFault, disarmFaults } from '@/simulator/faults/armed-faults'
import { type FaultPlace, faultNames, faultPlaces, faults } from '@/simulator/faults/catalogue'
import { flagField, integerField, textField } from '@/simulator/protocol/fields'
import type { App } from '@/simulator/protocol/http'
import { answerForm, reply } from './form'

const armRequest = z
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

/** Arms and disarms faults, and lets go what a slow one holds back, until another one is armed or a setting chosen. */
export function addFaultControl(app: App, state: State): void {
  app.get('/control/faults', (context) => context.json({ armed: state.faults.armed, catalogue: faults }))
  app.post('/control/faults', (context) =>
    answerForm(context, armRequest, ({ times, service = null, ms = null, acts, ...rest }) => {
      state.hold()
      const armed = armFault(state.faults, { ...rest, service, left: times, ms, acts: acts ?? faults[rest.fault].acts })
      return reply(context, armed, 201)
    }),
  )
  app.delete('/control/faults', (context) => {
    disarmFaults(state.faults)
    return context.json({ armed: [] })
  })
  app.post('/control/faults/release', (context) => {
    state.release()
    return context.json({ armed: state.faults.armed })
  })
  app.post('/control/faults/clear', (context) => {
    disarmFaults(state.faults)
    return reply(context, { armed: [] })
  })
}
