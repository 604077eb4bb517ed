import { type AccountField, type AccountProblem, emailProblem, passwordProblem } from '@/lib/shared/account-form'
import type { FieldProblem } from '@/lib/shared/result'

/** What a field holds: an address, the current password, or a new one. */
export type AccountFieldKind = 'email' | 'password' | 'new-password'
export type AccountFieldSpec = { name: AccountField; kind: AccountFieldKind; label: string; hint?: string }

export const PROBLEM_OF: Record<AccountFieldKind, (value: string, email: string) => AccountProblem | null> = {
  email: emailProblem,
  password: (value) => (value === '' ? 'password-empty' : null),
  'new-password': passwordProblem,
}

/**
 * What is wrong with the form, in the order of its fields. Read from the page, since a browser can fill in
 * fields without an event.
 */
export function checkAccountForm(form: HTMLFormElement, fields: AccountFieldSpec[], ownEmail: string): FieldProblem[] {
  const data = new FormData(form)
  const email = String(data.get('email') ?? ownEmail)
  return fields.flatMap(({ name, kind }) => {
    const problem = PROBLEM_OF[kind](String(data.get(name) ?? ''), email)
    return problem ? [{ field: name, problem }] : []
  })
}
