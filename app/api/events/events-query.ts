import { z } from 'zod'
import { limitOr } from '@/app/api/orders/read-query'

export const UNKNOWN_EVENT = 'is no event that is known here: leave it out to begin anew with the oldest one'

export const eventsQuery = z.strictObject({
  after: z
    .string()
    .regex(/^evt_[0-9a-f]{22}$/, UNKNOWN_EVENT)
    .optional(),
  limit: limitOr(100),
})
