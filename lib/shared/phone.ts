import { ungrouped } from './digits'

/** Whether a text is one phone number, of any country. */
export function isPhone(text: string): boolean {
  return /^(?:\+|00)?\d{7,15}$/.test(ungrouped(text))
}

/**
 * A number as typed, without its grouping, +90 and leading 0: ten digits, if it is a Turkish one. Many write both,
 * as in `+90 (0) 532 …`.
 */
export function nationalDigits(typed: string): string {
  return ungrouped(typed)
    .replace(/^(?:\+|0{1,2})?90(?=0?\d{10}$)|^\+(?=0\d{10}$)/, '')
    .replace(/^0(?=\d{10}$)/, '')
}
