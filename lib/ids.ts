import 'server-only'
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'

/** 128 random bits, base64url: unguessable, safe in a URL. */
export function newId(): string {
  return randomBytes(16).toString('base64url')
}

export function isId(value: string): boolean {
  return /^[A-Za-z0-9_-]{22}$/.test(value)
}

/** SHA-256, base64url. For values that are random themselves, or that are only compared. */
export function digest(...parts: string[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('base64url')
}

/** Compares in constant time. */
export function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)))
}

const SUFFIX_LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** Paynet's `reference_no` of a new payment: the order's reference and eight letters, at most 50 characters. */
export function newReferenceNo(orderReference: string): string {
  return `${orderReference}-${newReferenceSuffix(8)}`
}

/** The order's reference in one of our `reference_no`s; null if it is not formed like ours. */
export function orderReferenceIn(referenceNo: string): string | null {
  const parts = /^([A-Za-z0-9._-]{1,40})-([a-z0-9]{8})$/.exec(referenceNo)
  return parts?.[1] && [...(parts[2] ?? '')].every((letter) => SUFFIX_LETTERS.includes(letter)) ? parts[1] : null
}

/** Letters and digits that are not easily confused. */
export function newReferenceSuffix(length: number): string {
  return Array.from({ length }, () => SUFFIX_LETTERS[randomInt(SUFFIX_LETTERS.length)]).join('')
}
