/**
 * Invisible characters: controls, and those that turn, hide or split the text around them. Not the two joiners,
 * which some scripts and many emoji are written with.
 */
export const UNSEEN = /\p{Cc}|(?![\u200c\u200d])\p{Cf}/u

/** Whether a text shows anything: letters exist that are blank, and marks need a letter to stand on. */
export function isSeen(text: string): boolean {
  return /[^\s\p{C}\p{M}\p{Default_Ignorable_Code_Point}\u2800\ufffc]/u.test(text)
}
