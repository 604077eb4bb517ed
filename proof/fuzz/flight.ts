import fc from 'fast-check'
import { infamousText } from './text'

/** React's own markers inside arguments: references, classes and promises, most of which point to nothing. */
const MARKS = [
  '$undefined',
  '$$text',
  '$0',
  '$1',
  '$9',
  '$0:0',
  '$1:a:b',
  '$1:__proto__:then',
  '$1:constructor:constructor',
  '$0:then',
  '$@0',
  '$@1',
  '$@9',
  '$K1',
  '$K9',
  '$K',
  '$F1',
  '$h1',
  '$h0',
  '$T1',
  '$Q1',
  '$W1',
  '$B1',
  '$A1',
  '$O1',
  '$o1',
  '$U1',
  '$S1',
  '$V1',
  '$M1',
  '$R1',
  '$r1',
  '$X1',
  '$x1',
  '$i1',
  '$D2026-11-22T00:00:00.000Z',
  '$Dnever',
  '$n1',
  '$nx',
  `$n${'9'.repeat(5_000)}`,
  '$-0',
  '$-Infinity',
  '$Infinity',
  '$NaN',
  '$E',
  '$P',
  '$Y',
  '$_',
  '$:::',
]

const mark = fc.constantFrom(...MARKS)

/** Arguments as React's client could encode them, and as it never would. */
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'flight' },
    { weight: 4, arbitrary: mark },
    { weight: 2, arbitrary: infamousText },
    { weight: 1, arbitrary: fc.constantFrom<unknown[]>(null, true, 0, 1e21) },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc.dictionary(
        fc.constantFrom('then', '__proto__', 'constructor', 'status', 'value', 'reason', 'id', 'bound', 'a'),
        tie('value'),
        {
          maxKeys: 4,
        },
      ),
    },
  ),
}))

const whole = value.map((it) => JSON.stringify(it))
const HUGE = [`[${'0,'.repeat(5_000)}0]`, `${'['.repeat(5_000)}${']'.repeat(5_000)}`, `{"a":"${'x'.repeat(30_000)}"}`]
const row = fc.oneof(
  { weight: 6, arbitrary: whole },
  { weight: 2, arbitrary: infamousText },
  { weight: 1, arbitrary: fc.constantFrom(...HUGE) },
)

/** Rows of a payload by number; 0 is the list of arguments. */
export type Rows = Array<[name: string, text: string]>

export const flightRows: fc.Arbitrary<Rows> = fc.array(
  fc.tuple(fc.constantFrom('0', '0', '1', '2', '_1_a', '1_a', '9', '', '-1', '$ACTION_0:0'), row),
  { minLength: 1, maxLength: 4 },
)

/** What a form may carry to name its action. */
export const flightRow = row
export const flightValue = value
