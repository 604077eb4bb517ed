import 'server-only'

/** The least number of different bytes in a key. 32 random hex digits have about 14. */
const LEAST_VARIETY = 8
/** So many bytes in a row that stay the same or count up or down by one: in a random key that never happens. */
const LONGEST_RUN = 8
/** Paynet's own keys have 32 characters of base64 behind their prefix. */
const LEAST_OF_PAYNET = 20
/** Two secrets that share so many bytes are one secret. */
const LEAST_SHARED = 16

/**
 * Words of keys that were written by a person: those of `.env.example`, of the tests and of manuals, and placeholders
 * that were never filled in, also in Turkish. They are long enough not to stand in a random key by chance.
 */
const WRITTEN_DOWN = new RegExp(
  [
    'only.for.trying|_only_|of.the.(tests|fuzzer)|change.?(me|it|this)|replace.?(me|this|with)|your.?(own|secret|key|api)|example',
    'placeholder|password|passw0rd|p[a4]rola|secret|insert.?here|default|sample|sandbox|qwerty|letmein|foobar|nothing|whatever|development',
    'degistir|buraya|anahtar|rastgele|deneme|doldur|yerine|gizli.?(kod|soz|kelime)|guvenli|sifre(m|n|si|ler)|magaza|ornek.?(deger|metin|api)',
    // Short ones stand alone.
    '(?<![a-z0-9])(test|demo|dummy|todo|fixme|xxx+|api.?key|key|here|gizli|sifre|ornek|uretim|canli)(?![a-z0-9])',
  ].join('|'),
)
/** Paynet's own keys may say for what they are: `sck_test_…`. Its documents publish this one. */
const OF_PAYNETS_DOCUMENTS = 'sck_pcs_jECRyoZq0khnsV9elaF/SIBVvxQI+bIW'
const PREFIX_OF_PAYNET = /^sck_((test|live|demo|pcs)_)?/

/** Whether anybody can know or guess a key: it is published, written by hand, or hardly varied. */
export function isGuessable(key: string | Buffer | undefined): boolean {
  if (key === undefined) return false
  if (typeof key === 'string') return isWeak(Buffer.from(key))
  // Its base64 may have been typed.
  return isWeak(key) || isWeak(Buffer.from(key.toString('base64')))
}

/** The same of a key that Paynet has made. */
export function isGuessableOfPaynet(key: string | undefined): boolean {
  if (key === undefined) return false
  return key.length < LEAST_OF_PAYNET || key === OF_PAYNETS_DOCUMENTS || isWeak(Buffer.from(key.replace(PREFIX_OF_PAYNET, '')))
}

function isWeak(bytes: Buffer): boolean {
  // A key that repeats or counts up has few different steps from one byte to the next.
  const steps = [...bytes.subarray(1)].map((byte, index) => byte - (bytes[index] ?? 0))
  return [bytes, steps].some((each) => new Set(each).size < LEAST_VARIETY) || hasRun(steps) || isWrittenDown(bytes.toString())
}

/** Short words stand in bytes made at random now and then, but those are no text. */
function isWrittenDown(text: string): boolean {
  return !/[\p{Cc}\ufffd]/u.test(text) && WRITTEN_DOWN.test(folded(text))
}

/** As `WRITTEN_DOWN` is written: small letters, and Turkish ones without their marks. */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .replace(/[ıİ]/g, 'i')
    .toLowerCase()
}

function hasRun(steps: number[]): boolean {
  let length = 0
  return steps.some((step, index) => {
    length = step === steps[index - 1] ? length + 1 : 1
    return Math.abs(step) <= 1 && length >= LONGEST_RUN - 1
  })
}

/** Whether two secrets are one, or one holds the other, whether they are written as text, hex or base64. */
export function isSameSecret(a: string | Buffer | undefined, b: string | Buffer | undefined): boolean {
  if (a === undefined || b === undefined) return false
  const [ofA, ofB] = [spellings(a), spellings(b)]
  return ofA.some((one) => ofB.some((other) => one.includes(other) || other.includes(one)))
}

/** In hex. */
function spellings(secret: string | Buffer): string[] {
  const all =
    typeof secret === 'string'
      ? [
          Buffer.from(secret.trim()),
          Buffer.from(secret.trim().replace(/^sck_/, ''), 'base64'),
          /^[0-9a-f]+$/i.test(secret.trim()) ? Buffer.from(secret.trim(), 'hex') : Buffer.alloc(0),
        ]
      : [secret, Buffer.from(secret.toString('base64'))]
  return all.filter(({ length }) => length >= LEAST_SHARED).map((bytes) => bytes.toString('hex'))
}
