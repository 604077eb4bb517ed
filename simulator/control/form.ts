import type { Context } from 'hono'
import type { z } from 'zod'
import { readFields } from '@/simulator/protocol/request-body'

/** Acts on the fields of the request, or says which of them are wrong. */
export async function answerForm<Fields>(
  context: Context,
  schema: z.ZodType<Fields>,
  act: (fields: Fields) => Response | Promise<Response>,
): Promise<Response> {
  const { data, error } = schema.safeParse((await readFields(context.req.raw)) ?? {})
  if (!error) return act(data)
  return context.json({ errors: error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) }, 400)
}

/** A form of the start page leads back to it; a program gets JSON. */
export function reply(context: Context, body: object, status: 200 | 201 = 200): Response {
  const isForm = (context.req.header('content-type') ?? '').includes('x-www-form-urlencoded')
  return isForm ? context.redirect('/', 303) : context.json(body, status)
}
