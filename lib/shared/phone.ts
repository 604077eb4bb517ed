/** A phone number without what groups its digits; full-width digits become plain ones. */
export function ungroupedPhone(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s\p{C}().\-/]/gu, '')
}

/** Whether a text is one phone number, of any country. */
export function isPhone(text: string): boolean {
  return /^(?:\+|00)?\d{7,15}$/.test(ungroupedPhone(text))
}

/** What is left of an ungrouped number without +90 or its leading 0: ten digits, if it is a Turkish one. */
export function nationalDigits(phone: string): string {
  return phone.replace(/^(?:\+|00)?90(?=\d{10}$)|^0(?=\d{10}$)/, '')
}
