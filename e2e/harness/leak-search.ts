import { randomInt } from 'node:crypto'

/** Something that must not be found, in one of the shapes that it could take. */
export type Needle = { name: string; text: string }
/** A place where it could be. */
export type Haystack = { name: string; bytes: Buffer }

/** An unused card number with the right last digit. */
export function canaryCard(start: string, length: number): string {
  const body = start + Array.from({ length: length - start.length - 1 }, () => randomInt(10)).join('')
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return `${body}${(10 - (sum % 10)) % 10}`
}

/** A card number as is, grouped, reversed, in base64, in hex and in a URL. */
export function shapesOfNumber(name: string, number: string): Needle[] {
  const groups = (/^3[47]/.test(number) ? /^(\d{4})(\d{6})(\d{5})$/ : /^(\d{4})(\d{4})(\d{4})(\d{4})$/).exec(number)?.slice(1) ?? []
  const fours = number.match(/.{1,4}/g) ?? []
  const typed = [groups, fours].flatMap((parts) => [' ', '-', '.', '\u00a0', '%20', '+'].map((between) => parts.join(between)))
  const reversed = [number, ...typed].map((text) => [...text].reverse().join(''))
  const plain = [number, ...typed, ...reversed]
  const encoded = [...number].map((digit) => `%3${digit}`).join('')
  const texts = new Set([...plain, encoded, Buffer.from(number).toString('hex'), ...[number, ...typed].flatMap(base64Shapes)])
  return [...texts].map((text) => ({ name, text }))
}

/** A secret as is, in base64, in hex and in a URL. */
export function shapesOfSecret(name: string, secret: string): Needle[] {
  const texts = new Set([
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
    [...secret].reverse().join(''),
    ...base64Shapes(secret),
  ])
  return [...texts].map((text) => ({ name, text }))
}

/** How a text looks in base64 after 0, 1 and 2 other bytes; characters that hold a neighbour's bits are left out. */
function base64Shapes(text: string): string[] {
  const length = Buffer.byteLength(text)
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), Buffer.from(text)])
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor(((before + length) * 8) / 6)
    return [whole.toString('base64').slice(from, to), whole.toString('base64url').slice(from, to)]
  })
}

/** First eight digits of cards that nobody has; nothing else of a test begins with them. */
export function canaryStarts(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${[4, 5, 9][index % 3]}${String(randomInt(10 ** 7)).padStart(7, '0')}`)
}

/** A number as it is written: in one piece, or in groups of up to four digits. */
const NUMBER = /(?<![A-Za-z0-9])\d{1,19}(?:(?:[ .\u00a0+-]|%20)\d{1,4}){0,5}(?![A-Za-z0-9*\u2022])/g

/**
 * Where cards' first six or eight digits stand, alone or with more of a number behind them, but for the mask. Six digits
 * occur in any ciphertext now and then, so whole words are compared, of the text as it is and of what its words decode to.
 */
export function findStarts(haystacks: Haystack[], starts: string[]): string[] {
  const [sixes, eights] = [new Set(starts.map((start) => start.slice(0, 6))), new Set(starts)]
  const isStart = (digits: string) =>
    digits.length < 8 ? sixes.has(digits.slice(0, 6)) && digits.length >= 6 : eights.has(digits.slice(0, 8))
  const holds = (text: string) => [...text.matchAll(NUMBER)].some(([number]) => isStart(number.replace(/%20|\D/g, '')))
  return haystacks.flatMap(({ name, bytes }) => {
    const text = bytes.toString('utf8')
    const decoded = [...text.matchAll(/[\w+/-]{16,}/g)].map(([word]) => Buffer.from(word, 'base64').toString('utf8'))
    return holds(text) || decoded.some((inner) => /^[\x20-\x7e]+$/.test(inner) && holds(inner)) ? [name] : []
  })
}

/** The addresses of pages that a text names, each once. */
export function addressesIn({ bytes }: Haystack): string[] {
  return [...new Set(bytes.toString('utf8').match(/https?:\/\/[^\s"'<>]+/g) ?? [])]
}

/** Where something was found, by name; never what. */
export function findLeaks(haystacks: Haystack[], needles: Needle[]): string[] {
  const found = haystacks.flatMap(({ name, bytes }) =>
    needles.filter(({ text }) => bytes.includes(text)).map((needle) => `${needle.name} in ${name}`),
  )
  return [...new Set(found)]
}

/** A security code is too short to be searched for on its own: it counts next to its field's name. */
export function findCodes(haystacks: Haystack[], code: string): string[] {
  const nextToName = new RegExp(`(?:cvc|cvv|csc|guvenlik|security)\\W{1,12}(?:value\\W{1,4})?${code}(?!\\d)`, 'i')
  const inInput = new RegExp(`<input(?=[^>]*name="cvc")[^>]*\\svalue="${code}"`, 'i')
  return haystacks
    .filter(({ bytes }) => [nextToName, inInput].some((shape) => shape.test(bytes.toString('latin1'))))
    .map(({ name }) => name)
}
