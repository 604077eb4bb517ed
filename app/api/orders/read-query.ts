import type { z } from 'zod'
import type { PointedError } from '@/app/api/problem'
import { pointed } from './fields'

/** What the schema's text for a parameter says of one that is repeated, which is then a list. */
export const ONCE = 'must not be repeated'

/** Reads the parameters of an address: what they mean, or which of them do not fit, by JSON pointer. */
export function readQuery<Query>(
  request: Request,
  schema: z.ZodType<Query>,
): { ok: true; value: Query } | { ok: false; errors: PointedError[] } {
  const { searchParams } = new URL(request.url)
  const given = [...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)] as const)
  const parsed = schema.safeParse(Object.fromEntries(given.map(([name, all]) => [name, all.length === 1 ? all[0] : all])), {
    reportInput: true,
  })
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, errors: pointed(parsed.error) }
}
