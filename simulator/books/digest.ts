import { createHmac } from 'node:crypto'

/** Recognises a card or tax number without keeping it. Keyed, because a plain digest is reversed by trying every number. */
export function digest({ secretKey }: { secretKey: string }, number: string): string {
  return createHmac('sha256', secretKey).update(number).digest('hex')
}
