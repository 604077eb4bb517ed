import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponseObject } from 'zod-openapi'
import { eventsQuery } from '@/app/api/events/events-query'
import { refundInput } from '@/app/api/orders/[orderId]/refunds/refund-input'
import { reopenInput } from '@/app/api/orders/[orderId]/reopen/reopen-input'
import { orderInput } from '@/app/api/orders/order-input'
import { orderQuery } from '@/app/api/orders/order-query'
import { env } from '@/lib/env'
import { eventList, health, live, order, orderList, problem, refund, webhookBody, wholeOrder } from '@/lib/merchant-api/schemas'
import { EVENT_TYPES, type EventType } from '@/lib/shared/payments/event'
import { PROBLEM_TYPE } from '@/lib/web/problem'

const requestId = z.string().meta({ description: 'Names this request in our log' })
const retryAfter = z.string().meta({ description: 'Seconds to wait' })

function answer(description: string, schema: z.ZodType): ZodOpenApiResponseObject {
  return { description, headers: z.object({ 'Request-Id': requestId }), content: { 'application/json': { schema } } }
}

const PROBLEMS = {
  400: 'The body is not JSON',
  401: 'The key is missing or wrong',
  404: 'Not found',
  405: 'The path takes other methods, which `Allow` names',
  408: 'The body did not arrive in time',
  409: 'Not possible as things stand; `type` says why',
  413: 'The body is too large',
  422: 'A field or parameter does not fit',
  429: 'Too many requests; wait as `Retry-After` says',
  503: 'Busy, or the database did not answer; send the same request again',
}

function problems(...statuses: (keyof typeof PROBLEMS)[]): Record<string, ZodOpenApiResponseObject> {
  const described = statuses.map((status): [string, ZodOpenApiResponseObject] => {
    const later = status === 429 || status === 503
    const headers = z.object({ 'Request-Id': requestId, ...(later ? { 'Retry-After': retryAfter.optional() } : {}) })
    return [String(status), { description: PROBLEMS[status], headers, content: { [PROBLEM_TYPE]: { schema: problem } } }]
  })
  return Object.fromEntries(described)
}

const body = (schema: z.ZodType, example: object) => ({ required: true, content: { 'application/json': { schema, example } } })

const orderId = z.string().meta({ description: 'The id of an order' })
const path = (more: z.ZodRawShape = {}) => ({ path: z.object({ orderId, ...more }) })

const paths: ZodOpenApiPathsObject = {
  '/api/orders': {
    post: {
      operationId: 'createOrder',
      summary: 'Create an order',
      description: '`reference` is the idempotency key: an equal body answers 200 with the same order, another one 409.',
      requestBody: body(orderInput, {
        reference: 'SIP-1001',
        amount: 14990,
        currency: 'TRY',
        items: [{ name: 'Kahve fincanı', quantity: 1, unit_amount: 14990 }],
        success_url: 'https://example.com/tesekkurler',
      }),
      responses: {
        200: answer('An equal body was sent before: the same order', order),
        201: answer('Created', order),
        ...problems(400, 401, 408, 409, 413, 422, 503),
      },
    },
    get: {
      operationId: 'listOrders',
      summary: 'Find orders, newest first',
      description: 'A page may hold fewer than `limit`; `has_more` says whether there are more.',
      requestParams: { query: orderQuery },
      responses: { 200: answer('A page of orders', orderList), ...problems(401, 422, 429, 503) },
    },
  },
  '/api/orders/{orderId}': {
    get: {
      operationId: 'readOrder',
      summary: 'Read an order with its payments and refunds',
      requestParams: path(),
      responses: { 200: answer('The order', wholeOrder), ...problems(401, 404, 503) },
    },
  },
  '/api/orders/{orderId}/cancel': {
    post: {
      operationId: 'cancelOrder',
      summary: 'Cancel an order',
      requestParams: path(),
      responses: { 200: answer('Cancelled, now or before', order), ...problems(401, 404, 408, 409, 503) },
    },
  },
  '/api/orders/{orderId}/reopen': {
    post: {
      operationId: 'reopenOrder',
      summary: 'Let an expired or cancelled order be paid again',
      description: 'Repeated, it answers 409: the order is open. Without a body, it can be paid for 24 hours.',
      requestParams: path(),
      requestBody: { ...body(reopenInput, { expires_at: '2026-11-25T18:00:00+03:00' }), required: false },
      responses: { 200: answer('Open again', order), ...problems(400, 401, 404, 408, 409, 413, 422, 503) },
    },
  },
  '/api/orders/{orderId}/refunds': {
    post: {
      operationId: 'createRefund',
      summary: 'Give money back',
      description: '`reference` is the idempotency key: an equal body answers 200 with the same refund, another one 409.',
      requestParams: path(),
      requestBody: body(refundInput, { reference: 'IADE-1', amount: 5000, remaining: 14990, reason: 'customer' }),
      responses: {
        200: answer('An equal body was sent before: the same refund', refund),
        201: answer('It is written down; `status` says how it stands', refund),
        ...problems(400, 401, 404, 408, 409, 413, 422, 429, 503),
      },
    },
  },
  '/api/orders/{orderId}/refunds/{refundId}': {
    get: {
      operationId: 'readRefund',
      summary: 'Read a refund',
      requestParams: path({ refundId: z.string().meta({ description: 'The id of a refund' }) }),
      responses: { 200: answer('The refund', refund), ...problems(401, 404, 503) },
    },
  },
  '/api/events': {
    get: {
      operationId: 'listEvents',
      summary: 'Read the events that a receiver has missed, oldest first',
      requestParams: { query: eventsQuery },
      responses: { 200: answer('A page of events', eventList), ...problems(401, 422, 429, 503) },
    },
  },
  '/api/openapi.json': {
    get: {
      operationId: 'readDocument',
      summary: 'Read this document',
      security: [],
      responses: { 200: answer('OpenAPI 3.1', z.looseObject({ openapi: z.string() })), ...problems(405, 503) },
    },
  },
  '/api/health/live': {
    get: {
      operationId: 'readLiveness',
      summary: 'Whether the process lives',
      security: [],
      responses: { 200: answer('It does', live), ...problems(405, 503) },
    },
  },
  '/api/health/ready': {
    get: {
      operationId: 'readReadiness',
      summary: 'Whether payments can be taken',
      security: [],
      responses: {
        200: answer('They can', health),
        ...problems(405),
        503: {
          ...answer('The database or its migrations are not ready, or the server is busy', health),
          content: { 'application/json': { schema: health }, [PROBLEM_TYPE]: { schema: problem } },
        },
      },
    },
  },
}

function webhook(type: EventType): ZodOpenApiOperationObject {
  return {
    operationId: `on.${type}`,
    security: [],
    requestParams: {
      header: z.object({
        'webhook-id': z.string().meta({ description: "The event's id, the same at each try" }),
        'webhook-timestamp': z.string().meta({ description: 'Seconds since 1970, of this try' }),
        'webhook-signature': z
          .string()
          .meta({ description: '`v1,` and base64 of HMAC-SHA256 over `id.timestamp.body`, one for each secret' }),
      }),
    },
    requestBody: { required: true, content: { 'application/json': { schema: webhookBody(type) } } },
    responses: {
      '2XX': { description: 'Within 15 seconds: delivered. Anything else is tried again' },
      410: { description: 'No more of it is sent' },
    },
  }
}

/** The merchant's API as OpenAPI 3.1, made of the schemas that validate. */
export function openApiDocument() {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Orders API',
        version: '1',
        description:
          'Amounts are integer kuruş, times RFC 3339 UTC. Any path answers 401 without the key, and 405 for a method that it does not take.',
      },
      servers: [{ url: env().appUrl }],
      security: [{ merchantKey: [] }],
      components: { securitySchemes: { merchantKey: { type: 'http', scheme: 'bearer', description: 'MERCHANT_API_KEY' } } },
      paths,
      webhooks: Object.fromEntries(EVENT_TYPES.map((type) => [type, { post: webhook(type) }])),
    },
    { override: asSent },
  )
}

/** A number in an address is text that is turned into one; the document says which number. */
function asSent({ jsonSchema, zodSchema, io }: { jsonSchema: Record<string, unknown>; zodSchema: z.core.$ZodTypes; io: string }): void {
  const { def } = zodSchema._zod
  const inner = def.type === 'default' ? (def.innerType as z.core.$ZodTypes)._zod.def : def
  if (io !== 'input' || inner.type !== 'pipe' || (inner.out as z.core.$ZodTypes)._zod.def.type !== 'number') return
  const { $schema: _, ...number } = z.toJSONSchema(inner.out, { io })
  delete jsonSchema.pattern
  Object.assign(jsonSchema, number, def.type === 'default' ? { default: def.defaultValue } : {})
}
