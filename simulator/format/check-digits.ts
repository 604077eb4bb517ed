/** A personal identity number: 11 digits, the last two of them check digits. */
export function isTckn(text: string): boolean {
  if (!/^[1-9]\d{10}$/.test(text)) return false
  const digits = digitsOf(text)
  const odd = sumOf(digits.filter((_, index) => index % 2 === 0 && index < 9))
  const even = sumOf(digits.filter((_, index) => index % 2 === 1 && index < 9))
  const tenth = (((odd * 7 - even) % 10) + 10) % 10
  return digits[9] === tenth && digits[10] === (odd + even + tenth) % 10
}

/** A tax number: 10 digits, the last a check digit. */
export function isVkn(text: string): boolean {
  if (!/^\d{10}$/.test(text)) return false
  const digits = digitsOf(text)
  const sum = sumOf(digits.slice(0, 9).map((digit, index) => weighVkn((digit + 9 - index) % 10, 9 - index)))
  return digits[9] === (10 - (sum % 10)) % 10
}

/** A Turkish IBAN: 26 characters, no spaces; read as a number it leaves a remainder of 1 when divided by 97. */
export function isTurkishIban(text: string): boolean {
  if (!/^TR\d{24}$/.test(text)) return false
  // T reads as 29 and R as 27.
  return BigInt(`${text.slice(4)}2927${text.slice(2, 4)}`) % 97n === 1n
}

function weighVkn(digit: number, power: number): number {
  return digit === 9 ? 9 : (digit * 2 ** power) % 9
}

function digitsOf(text: string): number[] {
  return [...text].map(Number)
}

function sumOf(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
