import 'server-only'
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { SaxesParser } from 'saxes'

/** A picture that has been found harmless, and its size as pages draw it, in CSS pixels. */
export type Logo = {
  bytes: Buffer
  contentType: 'image/svg+xml' | 'image/png'
  version: string
  path: string
  width: number
  height: number
}

const MOST_BYTES = 100 * 1024
const DRAWN_HEIGHT = 32
const MOST_DRAWN_WIDTH = 200

/** Reads the file of `MERCHANT_LOGO`. What is wrong with it comes back as words that follow the variable's name. */
export function readLogo(file: string): { ok: true; logo: Logo } | { ok: false; problem: string } {
  try {
    const { size } = statSync(file)
    if (size > MOST_BYTES) throw new Unfit(`has ${size} bytes: at most ${MOST_BYTES} (100 kB) are served`)
    const bytes = readFileSync(file)
    const isPng = /\.png$/i.test(file)
    const ratio = isPng ? ratioOfPng(bytes) : ratioOfSvg(bytes)
    const version = createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
    return {
      ok: true,
      logo: {
        bytes,
        contentType: isPng ? 'image/png' : 'image/svg+xml',
        version,
        path: `/logo?v=${version}`,
        width: Math.round(Math.min(MOST_DRAWN_WIDTH, Math.max(8, DRAWN_HEIGHT * ratio))),
        height: DRAWN_HEIGHT,
      },
    }
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, problem: error.message }
    return { ok: false, problem: `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)})` }
  }
}

class Unfit extends Error {}

/** Width by height. Every chunk must be there as long as it says, so a file that was cut off is found. */
function ratioOfPng(bytes: Buffer): number {
  const isSigned = bytes.subarray(0, 8).equals(Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'))
  if (!isSigned || bytes.length < 33 || bytes.toString('latin1', 12, 16) !== 'IHDR') throw new Unfit('is not a PNG file')
  let [at, type] = [8, '']
  while (at + 12 <= bytes.length && type !== 'IEND') {
    type = bytes.toString('latin1', at + 4, at + 8)
    at += 12 + bytes.readUInt32BE(at)
  }
  if (type !== 'IEND' || at > bytes.length) throw new Unfit('is a PNG file that has been cut off')
  return ratioOf(bytes.readUInt32BE(16), bytes.readUInt32BE(20))
}

const SVG = 'http://www.w3.org/2000/svg'
/** What can run or bring along documents of its own. */
const FORBIDDEN = /^(script|foreignobject|iframe|object|embed|audio|video|canvas|handler|listener)$/i
/** Fetched by whatever draws the picture. */
const REFERENCES = ['href', 'src']
const INSIDE = /^\s*(#|data:image\/(png|jpe?g|gif|webp)[;,]|$)/i
const INSIDE_STYLE = /^(#|data:(image\/(png|jpe?g|gif|webp)|font\/[\w-]+|application\/(x-)?font[\w-]*)[;,])/i

/**
 * Width by height. Pages show the file as a picture, where nothing in it runs; but it has an address of its own,
 * and what one merchant's designer exports is opened by other programs too. So it is refused unless it is plain.
 */
function ratioOfSvg(bytes: Buffer): number {
  const parser = new SaxesParser({ xmlns: true })
  let depth = 0
  let style = ''
  let box: { width: string; height: string; viewBox: string } | null = null
  const refuse = (why: string) => {
    throw new Unfit(`is an SVG that ${why}, which is not served`)
  }
  parser.on('error', () => refuse('is not well-formed XML'))
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding)) refuse(`is in ${encoding.slice(0, 20)}, not in UTF-8`)
  })
  parser.on('doctype', (doctype) => {
    if (doctype.includes('[')) refuse('declares entities')
  })
  parser.on('processinginstruction', () => refuse('has a processing instruction, such as a style sheet'))
  parser.on('opentag', ({ local, uri, attributes }) => {
    depth += 1
    const value = (name: string) => attributes[name]?.value.trim() ?? ''
    if (depth === 1) {
      if (local !== 'svg' || uri !== SVG) throw new Unfit('is not an SVG file')
      box = { width: value('width'), height: value('height'), viewBox: value('viewBox') }
    }
    if (FORBIDDEN.test(local) || uri === 'http://www.w3.org/1999/xhtml') refuse(`holds <${local.slice(0, 40)}>`)
    for (const attribute of Object.values(attributes)) {
      if (attribute.prefix === 'xmlns' || attribute.name === 'xmlns') continue
      const name = attribute.local.toLowerCase()
      if (name.startsWith('on')) refuse(`holds the event handler ${name.slice(0, 40)}`)
      if (name === 'base') refuse('moves its references elsewhere (xml:base)')
      if (REFERENCES.includes(name) && !INSIDE.test(attribute.value)) refuse(`refers to something outside of it (${attribute.name})`)
      if (name === 'attributename' && /^\s*(\w+:)?(on\w*|href)\s*$/i.test(attribute.value))
        refuse('animates a reference or an event handler')
      if (name === 'style' || /url\s*\(|\\/i.test(attribute.value)) checkStyle(attribute.value, refuse)
    }
  })
  const keep = (text: string) => {
    style += text
  }
  parser.on('text', keep)
  parser.on('cdata', keep)
  parser.on('closetag', ({ local }) => {
    depth -= 1
    if (local.toLowerCase() === 'style') checkStyle(style, refuse)
    style = ''
  })
  parser.write(decode(bytes)).close()
  if (box === null) throw new Unfit('is not an SVG file')
  return ratioOfBox(box)
}

/** Every address in a style must be inside the file. Escapes and comments could spell one otherwise. */
function checkStyle(css: string, refuse: (why: string) => void): void {
  if (css.includes('\\')) refuse('has an escape in a style')
  const plain = css.replace(/\/\*[\s\S]*?(\*\/|$)/g, '')
  if (/@import|image-set\s*\(|\b(image|src|expression)\s*\(/i.test(plain)) refuse('loads something into a style')
  for (const [, address = ''] of plain.matchAll(/url\s*\(\s*["']?([^)]*)/gi)) {
    if (!INSIDE_STYLE.test(address)) refuse('refers to something outside of it in a style')
  }
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Unfit('is not an SVG file in UTF-8')
  }
}

/** The view box decides; a width and a height of one unit do as well. */
function ratioOfBox({ width, height, viewBox }: { width: string; height: string; viewBox: string }): number {
  const [, , boxWidth = Number.NaN, boxHeight = Number.NaN] = viewBox.split(/[\s,]+/).map(Number)
  if (boxWidth > 0 && boxHeight > 0) return ratioOf(boxWidth, boxHeight)
  const [across, down] = [width, height].map((length) => /^([\d.]+)([a-z]*)$/i.exec(length))
  if (!across || !down || across[2] !== down[2])
    throw new Unfit('is an SVG without a viewBox, or a width and height, so that pages cannot keep its place')
  return ratioOf(Number(across[1]), Number(down[1]))
}

function ratioOf(width: number, height: number): number {
  const ratio = width / height
  if (!(ratio > 0 && Number.isFinite(ratio))) throw new Unfit('is a picture without a size')
  return ratio
}
