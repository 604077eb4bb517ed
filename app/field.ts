/** More than any answer needs, and more than any spelling of the longest password, so a password that was cut is still too long. */
const LONGEST = 2_000

/** A field of a posted form as text of bounded length; empty for a file or a missing field. */
export function field(form: FormData, name: string): string {
  const value = form instanceof FormData ? form.get(name) : null
  return typeof value === 'string' ? value.slice(0, LONGEST) : ''
}
