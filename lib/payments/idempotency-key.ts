import 'server-only'
import { newId } from '@/lib/ids'

/** Identifies one rendering of the card form: sending it twice is one payment. */
export function newIdempotencyKey(): string {
  return newId()
}
