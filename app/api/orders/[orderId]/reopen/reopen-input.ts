import { z } from 'zod'
import { instant, pointed } from '@/app/api/orders/fields'
import type { PointedError } from '@/app/api/problem'

export const reopenInput = z.strictObject({ expires_at: instant.nullish() }, 'must be an object')

/** Reads the body of `POST /api/orders/{id}/reopen`: until when, null for the usual time, or what does not fit, by JSON pointer. */
export function readReopenInput(body: unknown): { ok: true; expiresAt: Date | null } | { ok: false; errors: PointedError[] } {
  const parsed = reopenInput.safeParse(body, { reportInput: true })
  return parsed.success ? { ok: true, expiresAt: parsed.data.expires_at ?? null } : { ok: false, errors: pointed(parsed.error) }
}
