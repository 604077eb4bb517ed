import { DEALER_FIELDS } from './dealer'
import { tidy } from './dealer-text'

/** Where the second line begins: at a building's name or number, a floor or a door. A street word is not a name. */
const STREET = String.raw`(?:mah|mh|cad|cd|sok|sk|bulv|blv|yolu)[\p{L}.]*\s`
const NAMED = String.raw`(?:(?!${STREET})[\p{L}\d'’.]+\s+){0,2}(?:apartman[ıi]?|apt|blok|sitesi|plaza|iş merkezi|han[ıi])(?!\p{L})`
const NUMBERED = String.raw`(?:no|bina|kat|daire|d)\s*[.:]|no\s*\d`
const BUILDING = new RegExp(String.raw`[\s,]+(?=${NAMED}|${NUMBERED})`, 'giu')

/**
 * Splits an address typed into one line into Paynet's two: neighbourhood and street, then building and number.
 * Null if no split makes both fit.
 */
export function splitAddress(typed: string): [street: string, building: string] | null {
  const address = tidy(typed)
  const { max } = DEALER_FIELDS.adres1
  if (address.length <= max) return null
  const places = [...address.matchAll(BUILDING), ...[...address.matchAll(/[\s,]+/g)].reverse()]
  for (const { index, 0: gap } of places) {
    const street = address.slice(0, index).replace(/[\s,]+$/, '')
    const building = address.slice(index + gap.length)
    if (street !== '' && street.length <= max && building !== '' && building.length <= DEALER_FIELDS.adres2.max) return [street, building]
  }
  return null
}
