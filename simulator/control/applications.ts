import { z } from 'zod'
import { shortenDigest } from '@/simulator/books/application-details'
import type { Application } from '@/simulator/books/application-record'
import { findMissingDocuments, setStatus } from '@/simulator/books/applications'
import type { State } from '@/simulator/books/state'
import { nameStatus } from '@/simulator/protocol/application-status'
import { flagField, integerField } from '@/simulator/protocol/fields'
import type { App } from '@/simulator/protocol/http'
import { answerForm, reply } from './form'

/** Any number, since the possible ones are not documented. */
const statusRequest = z.object({ form_id: integerField, status: integerField.refine((status) => status >= 0 && status <= 999, '0 to 999') })

const settingsRequest = z.object({ moves: flagField }).strict()

/** Stands in for Paynet's staff: shows applications and decides on them. */
export function addApplicationControl(app: App, state: State): void {
  app.get('/control/applications', (context) => {
    const formId = context.req.query('form_id')
    const applications = [...state.applications.values()].map(showApplication)
    return context.json(formId === undefined ? applications : applications.filter(({ form_id }) => String(form_id) === formId))
  })
  app.post('/control/applications/status', (context) =>
    answerForm(context, statusRequest, ({ form_id, status }) => {
      const application = state.applications.get(form_id)
      if (!application) return context.json({ errors: ['form_id: unknown'] }, 404)
      return reply(context, showApplication(setStatus(state, application, status)))
    }),
  )
  app.get('/control/applications/settings', (context) => context.json(state.applicationSettings))
  app.post('/control/applications/settings', (context) =>
    answerForm(context, settingsRequest, (settings) => {
      state.applicationSettings = settings
      return reply(context, settings)
    }),
  )
}

/** The masked record. Of the digest it shows only the part that the call log and faults use as a reference. */
function showApplication(application: Application) {
  const { kind: _kind, tax_digest, form_id_enc: _token, ...shown } = application
  return {
    ...shown,
    reference_no: shortenDigest(tax_digest),
    status_name: nameStatus(application.status),
    missing_documents: findMissingDocuments(application).map((type) => type.doctype_id),
  }
}
