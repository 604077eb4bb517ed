import { errorObject } from '@/simulator/protocol/fields'
import type { App } from '@/simulator/protocol/http'
import type { Service } from '@/simulator/services/service'

/** Serves openapi.json. */
export function describeServices(app: App, services: readonly Service[]): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'secretKey', {
    type: 'apiKey',
    in: 'header',
    name: 'Authorization',
    description: 'The word Basic, a space and the raw secret key. Not base64.',
  })
  for (const service of services) describeService(app, service)
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Paynet, as the simulator speaks it',
      version: '1.0.0',
      description: "The part of Paynet's API that the simulator answers, read from Paynet's published documents.",
    },
  })
}

function describeService(app: App, { name, path, summary, request, response }: Service): void {
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
