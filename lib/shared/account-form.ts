import type { FormState } from './form-state'
import type { FieldProblem } from './result'

export type AccountField = 'email' | 'password' | 'current_password' | 'new_password'

export type AccountProblem =
  | 'email-empty'
  | 'email-form'
  | 'email-taken'
  | 'password-empty'
  | 'password-short'
  | 'password-long'
  | 'password-common'
  | 'password-email'
  | 'current-wrong'

/** What an action of these forms returns when it does not redirect. Never a password. */
export type AccountFormState = FormState & {
  faults: FieldProblem[]
  email: string
  isDone: boolean
}

export const PASSWORD_LEAST = 8
const PASSWORD_MOST = 200

/** An address in lower case, or null when it cannot be one. Plain letters only, so that no locale changes their case. */
export function parseEmail(text: string): string | null {
  const email = withoutMarks(text)
  if (email.length > 254 || !/^[\x21-\x7e]+$/.test(email)) return null
  const [local = '', domain = '', ...more] = email.split('@')
  const isLocal = /^[\w.!#$%&'*+/=?^`{|}~-]{1,64}$/.test(local) && !/^\.|\.\.|\.$/.test(local)
  const labels = domain.split('.')
  const isDomain =
    labels.length > 1 && labels.every((label) => /^[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i.test(label)) && !/^\d+$/.test(labels.at(-1) ?? '')
  return more.length === 0 && isLocal && isDomain ? email.toLowerCase() : null
}

export function emailProblem(text: string): AccountProblem | null {
  if (withoutMarks(text) === '') return 'email-empty'
  return parseEmail(text) === null ? 'email-form' : null
}

/** Without what was copied along and cannot be seen. */
function withoutMarks(text: string): string {
  return text.replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '').trim()
}

/** The same letters, whichever way a keyboard composes them. */
export function normalPassword(password: string): string {
  return password.normalize('NFC')
}

/** What rules out a new password, as far as a browser can tell; the server judges how easy it is to guess. */
export function passwordProblem(password: string, email: string): AccountProblem | null {
  if (password === '') return 'password-empty'
  const length = [...normalPassword(password)].length
  if (length < PASSWORD_LEAST) return 'password-short'
  if (length > PASSWORD_MOST) return 'password-long'
  return normalPassword(password).toLowerCase() === email.trim().toLowerCase() ? 'password-email' : null
}
