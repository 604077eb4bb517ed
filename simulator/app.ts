import type { HttpBindings } from '@hono/node-server'
import { OpenAPIHono } from '@hono/zod-openapi'
import { applicationAllDocuments, applicationDocuments } from './application-documents'
import { applicationGet } from './application-get'
import { applicationInsert } from './application-insert'
import { applicationUpload, applicationUploadDelete } from './application-upload'
import { cardDelete, cardDescUpdate } from './card-change'
import { cardList } from './card-list'
import { cardCheckOtp, cardSendOtp } from './card-otp'
import { cardSave } from './card-save'
import { check } from './check'
import { addControl } from './control'
import { addApplicationControl } from './control-applications'
import { addCardControl } from './control-cards'
import { addSettingsControl } from './control-settings'
import { answerCall } from './dispatch'
import { addGate } from './gate'
import { errorReply, type Service } from './service'
import { renderStartPage } from './start-page'
import { tdsCharge } from './tds-charge'
import { tdsInitial } from './tds-initial'
import { transactionList } from './transaction-list'
import { errorObject } from './wire'
import type { World } from './world'

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

export function createApp(world: World): App {
  const app: App = new OpenAPIHono()
  app.openAPIRegistry.registerComponent('securitySchemes', 'secretKey', {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The word Basic, a space and the raw secret key. Not base64.',
  })
  for (const service of services) {
    describe(app, service)
    app.all(service.path, (context) => answerCall(world, service, context))
  }
  addGate(app, world)
  addControl(app, world)
  addCardControl(app, world)
  addSettingsControl(app, world)
  addApplicationControl(app, world)
  app.get('/', (context) => context.html(renderStartPage(world)))
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
