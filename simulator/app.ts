import type { HttpBindings } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import { addGate } from '@/simulator/bank/routes'
import type { State } from '@/simulator/books/state'
import { addApplicationControl } from '@/simulator/control/applications'
import { addCardControl } from '@/simulator/control/cards'
import { addControl } from '@/simulator/control/control'
import { addSettingsControl } from '@/simulator/control/settings'
import { renderStartPage } from '@/simulator/dashboard/page'
import { errorObject } from '@/simulator/protocol/fields'
import { errorReply } from '@/simulator/protocol/reply'
import { applicationAllDocuments, applicationDocuments } from '@/simulator/services/application-documents'
import { applicationGet } from '@/simulator/services/application-get'
import { applicationInsert } from '@/simulator/services/application-insert'
import { applicationUpload, applicationUploadDelete } from '@/simulator/services/application-upload'
import { cardDelete, cardDescUpdate } from '@/simulator/services/card-change'
import { cardList } from '@/simulator/services/card-list'
import { cardCheckOtp, cardSendOtp } from '@/simulator/services/card-otp'
import { cardSave } from '@/simulator/services/card-save'
import type { Service } from '@/simulator/services/service'
import { tdsCharge } from '@/simulator/services/tds-charge'
import { tdsInitial } from '@/simulator/services/tds-initial'
import { check } from '@/simulator/services/transaction-check'
import { transactionList } from '@/simulator/services/transaction-list'
import { answerCall } from '@/simulator/serving/answer-call'

type App = OpenAPIHono<{ Bindings: HttpBindings }>

/** Paynet's paths. One more service is one more entry here. */
const services: readonly Service[] = [
  tdsInitial,
  tdsCharge,
  check,
  transactionList,
  cardSave,
  cardList,
  cardDelete,
  cardDescUpdate,
  cardSendOtp,
  cardCheckOtp,
  applicationInsert,
  applicationGet,
  applicationDocuments,
  applicationAllDocuments,
  applicationUpload,
  applicationUploadDelete,
]

export function createApp(state: State): App {
  const app: App = new OpenAPIHono()
  app.openAPIRegistry.registerComponent('securitySchemes', 'secretKey', {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The word Basic, a space and the raw secret key. Not base64.',
  })
  for (const service of services) {
    describe(app, service)
    app.all(service.path, (context) => answerCall(state, service, context))
  }
  addGate(app, state)
  addControl(app, state)
  addCardControl(app, state)
  addSettingsControl(app, state)
  addApplicationControl(app, state)
  app.get('/', (context) => context.html(renderStartPage(state)))
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Paynet, as the simulator speaks it',
      version: '1.0.0',
      description: "The part of Paynet's API that the simulator answers, read from Paynet's published documents.",
    },
  })
  app.notFound((context) => {
    const { body } = errorReply(404, '404 Not Found', 9, 'Servis bulunamadı')
    return context.json(body, 404)
  })
  app.onError((error, context) => {
    console.error(error.message)
    const { body } = errorReply(500, 'api_error', 8, 'Beklenmeyen bir hata oluştu')
    return context.json(body, 500)
  })
  return app
}

function describe(app: App, { name, path, summary, request, response }: Service): void {
  const error = (description: string) => ({ description, content: { 'application/json': { schema: errorObject } } })
  app.openAPIRegistry.registerPath({
    method: 'post',
    path,
    operationId: name,
    summary,
    security: [{ secretKey: [] }],
    request: {
      body: {
        required: true,
        content: { 'application/json': { schema: request }, 'application/x-www-form-urlencoded': { schema: request } },
      },
    },
    responses: {
      200: { description: 'The answer; is it good news? See code and is_succeed', content: { 'application/json': { schema: response } } },
      400: error('Missing or ill-formed input'),
      401: error('Wrong key, or a key in base64'),
      404: error('No data'),
      405: error('Not a POST'),
    },
  })
}
