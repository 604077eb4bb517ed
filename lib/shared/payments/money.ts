import type { Locale } from '@/lib/shared/locale'

/** An amount of Turkish lira as an integer number of kuruş: 14990 is 149,90 ₺. */
export type Kurus = number

/** The largest amount of an order, in kuruş: one hundred million lira. */
export const MAX_AMOUNT_KURUS: Kurus = 10_000_000_000

/**
 * A sum in lira as it is typed: `50`, `50,00` or `50.00`. Null for anything else: what could be meant otherwise, as
 * `1.234` or a part of a kuruş, is nobody's to round.
 */
export function readTypedLira(typed: string): Kurus | null {
  const [, lira, kurus = '00'] = /^(\d{1,9})(?:[.,](\d{2}))?$/.exec(typed.trim()) ?? []
  return lira === undefined ? null : Number(lira + kurus)
}

const formats = {
  tr: new Intl.NumberFormat('tr-TR', { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  en: new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
}

/** `1.234,50 ₺` in Turkish, `₺1,234.50` in English. */
export function formatMoney(amount: Kurus, locale: Locale): string {
  const digits = formats[locale].format(amount / 100)
  return locale === 'tr' ? `${digits} ₺` : `₺${digits}`
}
