/** Where a form's sentence leads. `isNewTab` keeps the page, with what was typed. */
export type Way = { href: string; text: string; isNewTab?: boolean }

/** What every form shows of an answer: a sentence about the whole form, and perhaps where to go because of it. */
export type FormState = { problem: string | null; way?: Way | null }

/** Why a form that was sent got no answer of ours, or why the page that should follow did not come. */
export type Loss = 'offline' | 'busy' | 'too-often' | 'too-large' | 'refused' | 'renewed' | 'elsewhere' | 'stopped'

/** A sentence for each, and the words of the link that loads the page anew. */
export type LossWords = Record<Loss | 'reload', string>
