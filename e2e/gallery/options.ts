import { parseArgs } from 'node:util'
import { LANGUAGES, type Language } from '@/e2e/gallery/states/state'

export const SCHEMES = ['light', 'dark'] as const
export type Scheme = (typeof SCHEMES)[number]

export type Options = {
  folder: string
  /** Takes the states whose "page/state" has one of these words in it; all of them if there is none. */
  only: string[]
  isList: boolean
  widths: number[]
  schemes: Scheme[]
  languages: Language[]
  text: number
  forcedColors: boolean
  reducedMotion: boolean
  hasScripts: boolean
  isPrint: boolean
  hasAxe: boolean
}

export const USAGE = `Usage: npm run gallery -- [folder] [options]

  --only WORD          only the states with this word in their name; may be given again
  --states             lists the states and takes nothing
  --widths 375,1280    in pixels
  --schemes light,dark
  --languages tr,en
  --text 200           the size of text that people have set in their browser, in per cent
  --forced-colors      as with Windows' contrast themes
  --reduced-motion
  --no-scripts         as where scripts never arrive
  --print              receipts as PDF and as a picture of the paper
  --no-axe             does not look for faults of WCAG and of best practice

Pictures and index.html go to the folder, data/gallery by itself. Needs a build: npm run build.
Ends with 0: taken, and nothing found; 1: something found, or a state that was not reached; 2: called wrongly.`

/** Throws with a sentence for whoever typed it. */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      states: { type: 'boolean', default: false },
      widths: { type: 'string', default: '375,1280' },
      schemes: { type: 'string', default: SCHEMES.join() },
      languages: { type: 'string', default: LANGUAGES.join() },
      text: { type: 'string', default: '100' },
      'forced-colors': { type: 'boolean', default: false },
      'reduced-motion': { type: 'boolean', default: false },
      'no-scripts': { type: 'boolean', default: false },
      print: { type: 'boolean', default: false },
      'no-axe': { type: 'boolean', default: false },
    },
  })
  const [folder = 'data/gallery', tooMany] = positionals
  if (tooMany !== undefined) throw new Error(`One folder, not also ${tooMany}.`)
  return {
    folder,
    only: values.only,
    isList: values.states,
    widths: values.widths.split(',').map((width) => numberIn(width, 200, 4_000)),
    schemes: wordsOf(values.schemes, SCHEMES),
    languages: wordsOf(values.languages, LANGUAGES),
    text: numberIn(values.text, 50, 400),
    forcedColors: values['forced-colors'],
    reducedMotion: values['reduced-motion'],
    hasScripts: !values['no-scripts'],
    isPrint: values.print,
    hasAxe: !values['no-axe'],
  }
}

function numberIn(text: string, least: number, most: number): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < least || number > most) throw new Error(`${text} is no number from ${least} to ${most}.`)
  return number
}

function wordsOf<Word extends string>(text: string, known: readonly Word[]): Word[] {
  return text.split(',').map((word) => {
    const found = known.find((one) => one === word)
    if (found === undefined) throw new Error(`${word} is none of ${known.join(', ')}.`)
    return found
  })
}
