import { createHmac } from 'node:crypto'

/** Recognises a card or tax number without keeping it. Keyed, since all such numbers can be tried against a plain digest. */
export function digest({ secretKey }: { secretKey: string }, number: string): string {
  return createHmac('sha256', secretKey).update(number).digest('hex')
}
