import fc from 'fast-check'

/** Texts that have broken something somewhere. */
const INFAMOUS = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
  '\0',
  'a\0b',
  '\r\nSet-Cookie: a=b',
  '\n{"level":"error","event":"forged"}',
  '\u001b[31mred\u001b[0m',
  '\u2028\u2029',
  '\u202eevil',
  '\ufeff',
  '\ud800',
  '𝕊𝕚𝕡𝕒𝕣𝕚ş İıŞğ',
  'e\u0301\u0301\u0301',
  '%',
  '%00',
  '%ff%fe',
  '%c0%ae%c0%ae/',
  '../../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '//evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' OR '1'='1",
  "'; DROP TABLE payments;--",
  '1; SELECT pg_sleep(10)',
  '$' + '{7*7}{{7*7}}',
  '$1:__proto__:constructor',
  '$F1',
  '`id`',
  '{"a":{"b":[]}}',
]

export const infamousText = fc.constantFrom(...INFAMOUS)

/** Short texts repeated many times, which slow regular expressions dislike. */
export const longText = (lengths: number[]) =>
  fc
    .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 6 }), fc.constantFrom(...lengths), fc.constantFrom('', '!', '\n', 'x', '1'))
    .map(([unit, length, end]) => unit.repeat(Math.ceil(length / unit.length)) + end)

export const hostileText = fc.oneof(
  { weight: 4, arbitrary: infamousText },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 60 }) },
  { weight: 1, arbitrary: longText([200, 2_000]) },
)

/** Anything that JSON can express, and some numbers that it rarely does. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: hostileText },
  {
    weight: 5,
    arbitrary: fc.constantFrom<unknown[]>(
      null,
      true,
      false,
      0,
      -0,
      1,
      -1,
      0.1,
      1e21,
      1e-7,
      2 ** 53,
      -(2 ** 53),
      1.7976931348623157e308,
      [],
      {},
    ),
  },
  { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown[]>([[]], { length: 1 }, { toString: 1 }, deep(40), Array(200).fill(0)) },
)

function deep(levels: number): unknown {
  return levels === 0 ? 1 : { a: deep(levels - 1) }
}

/** An address of several segments: Node itself answers 431, in its own way, where a head has more than 16 KB. */
export const addressOf = (text: string) => text.slice(0, 12_000)

/** A path segment, short enough for a head of 16 KB if it is the only one. A segment of only dots would be removed by URL normalisation. */
export function segmentOf(text: string): string {
  const encoded = encodeURIComponent(text.slice(0, 1_000).toWellFormed())
  return /^\.*$/.test(encoded) ? `${encoded}x` : encoded
}

/** A header value that Node itself does not reject. */
export const hostileHeader = fc
  .oneof(hostileText, fc.string({ maxLength: 80 }))
  .map((text) => text.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim())

/** Damage to bytes: a part is cut out, doubled or overwritten. */
export type Damage = { at: number; length: number; put: Uint8Array }

export const damage: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.constantFrom(0, 1, 1, 2, 20, 2_000),
    put: fc.oneof(
      fc.uint8Array({ maxLength: 3 }),
      fc.constantFrom('%', '\r\n', '--', '&', '=', '"', '\0', '\xff').map((text) => Buffer.from(text, 'latin1')),
    ),
  }),
  { maxLength: 3 },
)

export function spoil(bytes: Buffer, damages: Damage[]): Buffer {
  return damages.reduce((sofar, { at, length, put }) => {
    const from = Math.floor(at * sofar.length)
    return Buffer.concat([sofar.subarray(0, from), put, sofar.subarray(from + length)])
  }, bytes)
}
