export const LOCALES = ['tr', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** Remembers the chosen language; set by `?lang=`. */
export const LANGUAGE_COOKIE = 'lang'

export function isLocale(value: unknown): value is Locale {
  return value === 'tr' || value === 'en'
}
