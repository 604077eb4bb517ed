import { z } from 'zod'
import { type PointedError, problem } from '@/app/api/problem'
import { overLimit } from '@/lib/rate-limit'
import { pointed, pointer } from './fields'

const MOST = 100
const WHOLE = `must be a whole number from 1 to ${MOST}`

/** How many of a list one page has. */
export const limitOr = (usual: number) =>
  z
    .string()
    .regex(/^\d{1,3}$/, { error: WHOLE, abort: true })
    .transform(Number)
    .pipe(z.int().min(1, WHOLE).max(MOST, WHOLE))
    .default(usual)

/** Reads the parameters of an address: what they mean, or which of them do not fit, by JSON pointer. */
export function readQuery<Query>(
  request: Request,
  schema: z.ZodType<Query>,
): { ok: true; value: Query } | { ok: false; errors: PointedError[] } {
  const { searchParams } = new URL(request.url)
  const parsed = schema.safeParse(Object.fromEntries(searchParams), { reportInput: true })
  if (!parsed.success) return { ok: false, errors: pointed(parsed.error) }
  const repeated = [...new Set(searchParams.keys())].filter((name) => searchParams.getAll(name).length > 1)
  const errors = repeated.map((name) => ({ pointer: pointer([name]), detail: 'must not be repeated' }))
  return errors.length > 0 ? { ok: false, errors } : { ok: true, value: parsed.data }
}

/** The answer to one request for a list too many; null while there are few enough. */
export async function overLists(at: Date): Promise<Response | null> {
  const waitSeconds = await overLimit('lists-of-api', 'all', at)
  if (waitSeconds === null) return null
  return problem(429, 'too-many-lists', 'There are too many requests for lists. Send this one again later.', {
    headers: { 'Retry-After': String(waitSeconds) },
  })
}
