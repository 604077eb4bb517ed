/**
 * How every field that holds a number is read, here and in the browser. People paste numbers from chats, PDFs and
 * address books, which bring digits of other scripts, marks that cannot be seen, and blanks and dashes of any kind.
 */

/** The same text with the digits of every script as 0 to 9, plain blanks, and nothing that is invisible or only decorates. */
export function plainDigits(typed: string): string {
  return (
    typed
      .normalize('NFKC')
      // A byte order mark is white space to a pattern, but it divides nothing.
      .replace(/(?!\ufeff)[\s\u0085\u2800]/g, ' ')
      // What a Japanese keyboard types for a dash is a letter.
      .replace(/\u30fc/g, '-')
      .replace(/[\p{C}\p{M}\p{Default_Ignorable_Code_Point}\ufffc]/gu, '')
      .replace(/(?![0-9])\p{Nd}/gu, plainDigit)
  )
}

/** Each script has its ten digits in a row, beginning with its zero. */
function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return String((code - zero) % 10)
}

/** Blanks, dashes, dots, slashes and brackets help people read a number; they are not part of it. */
const GROUPING = /[\s\p{Pd}\p{Pc}\p{Ps}\p{Pe}\u02d7\u2043\u2212\u2796.:/\\\u2044\u2215·•‧∙⋅・。۔٫]/gu

/** A number as typed, without what groups it. Whatever else is left that is no digit is a mistake. */
export function ungrouped(typed: string): string {
  return plainDigits(typed).replace(GROUPING, '')
}
