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
