import type { Locale } from '@/lib/shared/locale'

/** An amount of Turkish lira as an integer number of kuruş: 14990 is 149,90 ₺. */
export type Kurus = number

/** The largest amount of an order, in kuruş: one hundred million lira. */
export const MAX_AMOUNT_KURUS: Kurus = 10_000_000_000

const formats = {
  tr: new Intl.NumberFormat('tr-TR', { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
  en: new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
}

/** `1.234,50 ₺` in Turkish, `₺1,234.50` in English. */
export function formatMoney(amount: Kurus, locale: Locale): string {
  const digits = formats[locale].format(amount / 100)
  return locale === 'tr' ? `${digits} ₺` : `₺${digits}`
}
