import 'server-only'
import { readFile } from 'node:fs/promises'
import type { Font, Path } from 'opentype.js'

/** Read where it lies, from the app's folder like `public/`. It has the letters of Turkish and ₺. */
const FONT = 'node_modules/@expo-google-fonts/manrope/700Bold/Manrope_700Bold.ttf'

export type Lines = { lines: string[]; size: number }

/**
 * Text as outlines. A picture has no text in it, so no character can be taken for markup, and it looks the same
 * wherever it is drawn, with whatever fonts are installed there.
 */
export class Letters {
  readonly #font: Font

  constructor(font: Font) {
    this.#font = font
  }

  /** What the font can draw of a text, with single blanks; empty if it is nothing. */
  drawable(text: string): string {
    return [...text.normalize('NFC').replace(/\s+/gu, ' ')]
      .filter((character) => this.#font.charToGlyphIndex(character) > 0)
      .join('')
      .replace(/ +/g, ' ')
      .trim()
  }

  width(text: string, size: number): number {
    return this.#place(text, size).width
  }

  /** The data of an SVG path; `y` is the line that letters stand on. */
  path(text: string, { x, y, size }: { x: number; y: number; size: number }): string {
    return this.#place(text, size)
      .glyphs.map(({ glyph, left }) => outline(glyph.getPath(x + left, y, size)))
      .join('')
  }

  /** A text in at most two lines, as large as it can be; at the smallest size its end is cut off. */
  fit(text: string, { width, sizes }: { width: number; sizes: number[] }): Lines {
    for (const size of sizes) {
      const lines = this.#wrap(text, width, size)
      if (lines) return { lines, size }
    }
    const size = sizes.at(-1) ?? 0
    const [first = '', second = ''] = this.#break(text, width, size)
    return { lines: second === '' ? [first] : [first, this.#cut(second, width, size)], size }
  }

  /** One line, or two that break at a blank; null if that is not enough. */
  #wrap(text: string, width: number, size: number): string[] | null {
    if (this.width(text, size) <= width) return [text]
    const [first = '', second = ''] = this.#break(text, width, size)
    const breaksAtBlank = text.charAt(first.length) === ' '
    return breaksAtBlank && this.width(second, size) <= width ? [first, second] : null
  }

  /** As much as one line takes, whole words if it can be, and the rest. */
  #break(text: string, width: number, size: number): [line: string, rest: string] {
    let end = text.length
    while (end > 1 && this.width(text.slice(0, end), size) > width) end -= 1
    if (end === text.length) return [text, '']
    const blank = text.lastIndexOf(' ', end)
    const at = blank > 0 ? blank : end
    return [text.slice(0, at), text.slice(at).trim()]
  }

  #cut(text: string, width: number, size: number): string {
    if (this.width(text, size) <= width) return text
    const letters = [...text]
    while (letters.length > 0 && this.width(`${letters.join('')}…`, size) > width) letters.pop()
    return `${letters.join('').trimEnd()}…`
  }

  /** Glyph by glyph: the library's shaping does not understand every font, and Latin needs no more than kerning. */
  #place(text: string, size: number) {
    const scale = size / this.#font.unitsPerEm
    const glyphs = [...text].map((character) => this.#font.charToGlyph(character))
    let width = 0
    const placed = glyphs.map((glyph, index) => {
      const left = width
      const next = glyphs[index + 1]
      width += ((glyph.advanceWidth ?? 0) + (next ? this.#font.getKerningValue(glyph, next) : 0)) * scale
      return { glyph, left }
    })
    return { glyphs: placed, width }
  }
}

/** Not with `toPathData`, whose rounding turns some coordinates into NaN, where a path ends for whoever draws it. */
function outline({ commands }: Path): string {
  return commands
    .map(({ type, ...to }) => {
      const { x1, y1, x2, y2, x, y } = to as Partial<Record<'x1' | 'y1' | 'x2' | 'y2' | 'x' | 'y', number>>
      const numbers = [x1, y1, x2, y2, x, y].filter((number) => number !== undefined)
      return `${type}${numbers.map((number) => number.toFixed(1)).join(' ')}`
    })
    .join('')
}

let loaded: Promise<Letters> | undefined

/** Loaded when the first picture is drawn, not at the start. */
export function letters(): Promise<Letters> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Letters> {
  const [{ parse }, file] = await Promise.all([import('opentype.js'), readFile(FONT)])
  return new Letters(parse(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength)))
}
