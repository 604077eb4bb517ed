import { randomBytes, randomInt, randomUUID } from 'node:crypto'

/**
 * Base64-like text that always holds `/`, `+` and `*`, as Paynet's samples do, so that code which
 * forgets to encode such an id in a URL or a form body fails here and not in production.
 */
function makeAwkwardText(): string {
  const text = randomBytes(33).toString('base64').replaceAll('=', 'A')
  const at = randomInt(4, 12)
  return `EAAAA${text.slice(0, at)}/${text.slice(at, 2 * at)}+${text.slice(2 * at, 3 * at)}*${text.slice(3 * at)}`
}

export function makeSessionId(): string {
  return `js_${makeAwkwardText()}`
}

export function makeXactId(): string {
  return `xk_${makeAwkwardText()}`
}

export function makeInstalmentKey(): string {
  return `ji_${makeAwkwardText()}`
}

/** Identifies the form in the link to it. */
export function makeFormToken(): string {
  return makeAwkwardText()
}

export function makeGuid(): string {
  return randomUUID().toUpperCase()
}

export function makeHex(): string {
  return randomBytes(16).toString('hex')
}

export function makeAuthorizationCode(): string {
  return String(randomInt(100_000, 1_000_000))
}

/** As in the published sample, ten characters where a GUID has eight. */
export function makeCardOwnerId(): string {
  return `${randomBytes(1).toString('hex')}${randomUUID()}`
}

/** As in the published sample, six characters where a GUID has eight. */
export function makeCardHash(): string {
  return randomUUID().slice(2)
}

/** Uses only letters and digits that are not mistaken for one another. */
export function makeOtpCode(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
  return Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join('')
}
