import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { z } from 'zod'
import type { Application } from '@/simulator/books/application-record'
import { findMissingDocuments, setStatus } from '@/simulator/books/applications'
import type { State } from '@/simulator/books/state'
import { nameStatus } from '@/simulator/protocol/application-status'
import { flagField, integerField } from '@/simulator/protocol/fields'
import { readFields } from '@/simulator/protocol/request-body'
import { back, refuseWish } from './reply'

type App = OpenAPIHono<{ Bindings: HttpBindings }>

/** Any number, since no document says which there are. */
const statusWish = z.object({ form_id: integerField, status: integerField.refine((status) => status >= 0 && status <= 999, '0 to 999') })

const settingsWish = z.object({ moves: flagField }).strict()

/** Paynet's people, who look at applications and decide. Not part of Paynet's API. */
export function addApplicationControl(app: App, state: State): void {
  app.get('/control/applications', (context) => {
    const formId = context.req.query('form_id')
    const applications = [...state.applications.values()].map(showApplication)
    return context.json(formId === undefined ? applications : applications.filter(({ form_id }) => String(form_id) === formId))
  })
  app.post('/control/applications/status', (context) => changeStatus(state, context))
  app.get('/control/applications/settings', (context) => context.json(state.applicationSettings))
  app.post('/control/applications/settings', (context) => changeSettings(state, context))
}

async function changeStatus(state: State, context: Context): Promise<Response> {
  const wish = statusWish.safeParse((await readFields(context.req.raw)) ?? {})
  if (!wish.success) return refuseWish(context, wish.error)
  const application = state.applications.get(wish.data.form_id)
  if (!application) return context.json({ errors: ['form_id: unknown'] }, 404)
  return back(context, showApplication(setStatus(state, application, wish.data.status)), 200)
}

async function changeSettings(state: State, context: Context): Promise<Response> {
  const wish = settingsWish.safeParse((await readFields(context.req.raw)) ?? {})
  if (!wish.success) return refuseWish(context, wish.error)
  state.applicationSettings = wish.data
  return back(context, state.applicationSettings, 200)
}

/** As it is kept, which is masked, without its digest but for the part that calls and faults are named by. */
function showApplication(application: Application) {
  const { kind: _kind, tax_digest, form_id_enc: _token, ...shown } = application
  return {
    ...shown,
    reference_no: tax_digest.slice(0, 12),
    status_name: nameStatus(application.status),
    missing_documents: findMissingDocuments(application).map((type) => type.doctype_id),
  }
}
