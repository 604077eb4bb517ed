export const LOCALES = ['tr', 'en'] as const
export type Locale = (typeof LOCALES)[number]

/** Remembers a choice of language; set by `?lang=`. */
export const LANGUAGE_COOKIE = 'lang'

export function isLocale(value: unknown): value is Locale {
  return value === 'tr' || value === 'en'
}

/** The best of our languages for an `Accept-Language` header; null when it names neither. */
export function preferredLocale(acceptLanguage: string | null): Locale | null {
  const wishes = (acceptLanguage ?? '')
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find(Boolean)
      return { language: tag.trim().split('-')[0], quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter((wish) => wish.quality > 0)
    .sort((a, b) => b.quality - a.quality)
  return wishes.map((wish) => wish.language).find(isLocale) ?? null
}
