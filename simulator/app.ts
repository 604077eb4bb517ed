import { OpenAPIHono } from '@hono/zod-openapi'
import { addBank } from '@/simulator/bank/routes'
import type { State } from '@/simulator/books/state'
import { addControl } from '@/simulator/control/control'
import { renderStartPage } from '@/simulator/dashboard/page'
import type { App } from '@/simulator/protocol/http'
import { noSuchService, unexpectedError } from '@/simulator/protocol/reply'
import { allServices } from '@/simulator/services/all-services'
import { answerCall } from '@/simulator/serving/answer-call'
import { describeServices } from '@/simulator/serving/describe-services'

export function createApp(state: State): App {
  const app: App = new OpenAPIHono()
  for (const service of allServices) app.all(service.path, (context) => answerCall(state, service, context))
  describeServices(app, allServices)
  addBank(app, state)
  addControl(app, state)
  app.get('/', (context) => context.html(renderStartPage(state)))
  app.notFound((context) => context.json(noSuchService().body, 404))
  app.onError((error, context) => {
    console.error(error.message)
    return context.json(unexpectedError().body, 500)
  })
  return app
}
