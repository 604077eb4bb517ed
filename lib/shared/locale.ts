export const LOCALES = ['tr', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** Remembers the chosen language; set by `?lang=`. */
export const LANGUAGE_COOKIE = 'lang'

/** What each language cookie of a `Cookie` header says, in the header's order: other programs on the domain may have one. */
export function languagesIn(cookies: string | null | undefined): string[] {
  const values = (cookies ?? '').split(';').map((cookie) => cookie.trim().split('='))
  return values.flatMap(([name, value = '']) => (name === LANGUAGE_COOKIE ? [value.replace(/^"(.*)"$/, '$1')] : []))
}

/** The language that was chosen: the last that is one of ours. Null if none is. */
export function chosenLocale(cookies: string | null | undefined): Locale | null {
  return languagesIn(cookies).findLast(isLocale) ?? null
}

export function isLocale(value: unknown): value is Locale {
  return value === 'tr' || value === 'en'
}
