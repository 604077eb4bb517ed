import 'server-only'
import type { Kurus } from '@/lib/shared/payments/money'

/** Amounts and currencies on the wire. Pure. */

/** v2's amount: lira with a decimal comma, always two decimals. 14990 → `"149,90"` (page "3D Payment"). */
export function encodeCommaLira(amount: Kurus): string {
  const digits = encodeHundredths(amount).padStart(3, '0')
  return `${digits.slice(0, -2)},${digits.slice(-2)}`
}

/** v1's amount: lira times a hundred, as text. 14990 → `"14990"` (pages "Oran Tablosu" and "İade"). RangeError for none. */
export function encodeHundredths(amount: Kurus): string {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new RangeError('an amount is a positive whole number of kuruş')
  return String(amount)
}

/** How far a decimal that went through binary arithmetic may be from the kuruş that it means. */
const NOISE_KURUS = 0.001

/**
 * A reply's amount in kuruş: lira as a JSON number, or as text with a decimal point or comma. Groups of three
 * are understood only where nothing else can be meant: with decimals behind them. Null for anything else, and
 * for a part of a kuruş.
 */
export function decodeLira(value: unknown): Kurus | null {
  const kurus = decodeFraction(value)
  if (kurus === null) return null
  const whole = Math.round(kurus)
  return Math.abs(kurus - whole) <= NOISE_KURUS ? whole : null
}

/** The same of money that went back, which books may show as less than nothing: the sign means nothing. */
export function decodeUnsignedLira(value: unknown): Kurus | null {
  if (typeof value === 'string') return decodeLira(value.trim().replace(/^[-−]\s*/, ''))
  return decodeLira(typeof value === 'number' ? Math.abs(value) : value)
}

/** The same to the nearest kuruş, for what Paynet computes (commissions, net amounts) and nothing is compared with. */
export function decodeRoundedLira(value: unknown): Kurus | null {
  const kurus = decodeFraction(value)
  return kurus === null ? null : Math.round(kurus)
}

function decodeFraction(value: unknown): number | null {
  const lira = typeof value === 'string' ? readDecimal(value.trim()) : value
  if (typeof lira !== 'number' || !(lira >= 0)) return null
  const kurus = lira * 100
  return kurus < Number.MAX_SAFE_INTEGER / 1_000 ? kurus : null
}

function readDecimal(text: string): number | null {
  const grouped = /^(\d{1,3}(?:\.\d{3})+),(\d+)$/.exec(text) ?? /^(\d{1,3}(?:,\d{3})+)\.(\d+)$/.exec(text)
  const [whole, decimals] = grouped ? [grouped[1]?.replace(/[.,]/g, ''), grouped[2]] : text.split(/[.,]/)
  const isPlain = grouped !== null || /^\d{1,12}(?:[.,]\d{1,20})?$/.test(text)
  return isPlain ? Number(`${whole}.${decimals ?? 0}`) : null
}

/** Turkish lira by its ISO code, its number, or as people write it; a reply that names no currency means it. */
export function isLira(currency: unknown): boolean {
  if (currency === undefined || currency === null || currency === '') return true
  return currency === 949 || (typeof currency === 'string' && /^\s*(?:try|tl|949)\s*$/i.test(currency))
}
