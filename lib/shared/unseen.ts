/**
 * Invisible characters: controls, and those that turn, hide or split the text around them. Not the two joiners,
 * which some scripts and many emoji are written with.
 */
export const UNSEEN = /\p{Cc}|(?![\u200c\u200d])\p{Cf}/u
