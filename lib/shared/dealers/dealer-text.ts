import { isSeen } from '@/lib/shared/unseen'

/** How an answer was understood, or what is wrong with it. */
export type Reading<Problem extends string = string> = { value: string } | { problem: Problem }

/** Text as it is kept: composed letters, single blanks, no invisible characters; empty if it shows nothing. */
export function tidy(typed: string): string {
  const text = typed
    // First, since it may have stood between a letter and its accent.
    .replace(/[\p{Cf}\p{Cs}]/gu, '')
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
  return isSeen(text) ? text : ''
}

export function readText(typed: string, max: number): Reading<'empty' | 'long'> {
  const text = tidy(typed)
  if (text === '') return { problem: 'empty' }
  return text.length > max ? { problem: 'long' } : { value: text }
}

/** An answer that may be left out, and is then kept empty. */
export function optional<Problem extends string>(
  typed: string,
  read: (typed: string) => Reading<Problem>,
): Reading<Exclude<Problem, 'empty'>> {
  if (tidy(typed) === '') return { value: '' }
  return read(typed) as Reading<Exclude<Problem, 'empty'>>
}

export function readChoice(typed: string, choices: readonly string[]): Reading<'empty'> {
  const choice = tidy(typed)
  return choices.includes(choice) ? { value: choice } : { problem: 'empty' }
}

/** For comparing and searching: dotted and dotless i are the same, and accents and case do not count. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[ıİI]/g, 'i')
    .toLowerCase()
    .replace(/[\s'’.-]+/g, ' ')
    .trim()
}
