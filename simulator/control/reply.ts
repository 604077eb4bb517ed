import type { Context } from 'hono'
import type { z } from 'zod'

/** Forms of the start page go back to it; programs get JSON. */
export function back(context: Context, body: object, status: 200 | 201): Response {
  const isForm = (context.req.header('content-type') ?? '').includes('x-www-form-urlencoded')
  return isForm ? context.redirect('/', 303) : context.json(body, status)
}

export function refuseWish(context: Context, error: z.ZodError): Response {
  return context.json({ errors: error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) }, 400)
}
