import { z } from 'zod'

const MOST = 100

const WHOLE = `must be a whole number from 1 to ${MOST}`
export const UNKNOWN_EVENT = 'is no event that is known here: leave it out to begin anew with the oldest one'

export const eventsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^evt_[0-9a-f]{22}$/, UNKNOWN_EVENT)
    .optional(),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, { error: WHOLE, abort: true })
    .transform(Number)
    .pipe(z.int().min(1, WHOLE).max(MOST, WHOLE))
    .default(MOST),
})
