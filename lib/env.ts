import 'server-only'
import { z } from 'zod'
import { parseEmail } from '@/lib/shared/account-form'
import { type FeePayer, MOST_INSTALMENTS } from '@/lib/shared/payments/plan'
import { UNSEEN } from '@/lib/shared/unseen'
import { isGuessable, isGuessableOfPaynet, isSameSecret } from './secrets'

/** The configuration, parsed. README.md explains each variable. */
export type Environment = {
  appUrl: string
  isHttps: boolean
  paynet: {
    url: string
    secretKey: string
    timeoutMs: number
    quietMs: number
    /** When the day of a sale ends in Istanbul, in milliseconds after midnight: until then a refund is a cancellation of the whole. */
    dayEndsMs: number
    isLive: boolean
    isLoopback: boolean
  }
  instalments: InstalmentSettings
  /** Saving a card without paying asks for Paynet's SMS code first. */
  cardOtp: boolean
  /** Parts of the app that can be switched off: what is off answers 404 and is linked nowhere. */
  isOn: { shop: boolean; accounts: boolean; dealers: boolean }
  /** Signs with the first, accepts all. */
  authSecrets: [newest: string, ...older: string[]]
  dataKeys: Buffer[]
  merchantApiKeys: string[]
  /** Keys that may read /metrics: METRICS_KEY, or the merchant's keys if it is not set. */
  metricsKeys: string[]
  /** Where events are sent, and what signs them: each with every secret. Null while none are sent. */
  webhook: { url: string; secrets: string[] } | null
  /** What mail is sent with; null while none is. */
  mail: MailSettings | null
  merchantName: string
  merchantSupport: string
  /** A file with the merchant's logo, and where the merchant's name leads. */
  merchantLogo: string | null
  merchantUrl: string | null
  /** The merchant's own terms of sale and privacy notice. */
  merchantTermsUrl: string | null
  merchantPrivacyUrl: string | null
  brandAccent: string
  /** How long after an order has ended its customer is forgotten. */
  forgetCustomerAfterDays: number
  isLive: boolean
  reconcileIntervalMs: number
  logLevel: string
  trustedProxyHops: number
  port: number
  host: string | undefined
  /** How many processes share the port. */
  workers: number
}

/** `replyTo`: where answers go, unless it is where mail comes from. `ops`: whom the app itself writes to. */
export type MailSettings = {
  host: string
  port: number
  /** `from-the-start`: by the port itself. `required`: STARTTLS, or nothing is sent. `none`: on this machine only. */
  tls: 'from-the-start' | 'required' | 'none'
  auth: { user: string; pass: string } | null
  from: Mailbox
  replyTo: Mailbox | null
  ops: Mailbox | null
}

/** The name is empty where none was given. */
export type Mailbox = { name: string; address: string }

/** Whether plans are offered, who carries their cost, and from which amounts on. */
export type InstalmentSettings = {
  mode: 'off' | FeePayer
  most: number
  leastKurus: number | null
  leastMonthlyKurus: number | null
  /** The merchant's table of rates at Paynet; null for the one that counts there without a name. */
  ratioCode: string | null
}

/** A variable that keeps the app from starting: what is wrong with it, and an example that would do. */
export type EnvironmentProblem = { name: string; problem: string; example: string }

const LIVE_URL = 'https://api.paynet.com.tr'
const TEST_URL = 'https://pts-api.paynet.com.tr'
/** The password in `compose.yaml`. */
const COMPOSE_PASSWORD = 'checkout'
/** Paynet is assumed to be done with a charge after two minutes, and at the latest this long after we gave our call up. */
const LEAST_QUIET_MS = 120_000
const LEAST_QUIET_AFTER_TIMEOUT_MS = 75_000
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

const examples: Record<string, string> = {
  PORT: '3000',
  HOST: '127.0.0.1',
  WORKERS: '1',
  APP_URL: 'https://odeme.example.com',
  DATABASE_URL: 'file:./data/checkout.db',
  PAYNET_API_URL: TEST_URL,
  PAYNET_SECRET_KEY: 'sck_…, from Paynet',
  PAYNET_TIMEOUT_MS: '45000',
  PAYNET_QUIET_MS: '120000',
  PAYNET_DAY_ENDS: '00:00',
  PAYNET_CARD_OTP: 'off',
  PAYNET_RATIO_CODE: 'KASIM',
  INSTALMENTS: 'off',
  INSTALMENT_MAX: '12',
  INSTALMENT_MIN_KURUS: '10000',
  INSTALMENT_MIN_MONTHLY_KURUS: '5000',
  SHOP: 'off',
  ACCOUNTS: 'on',
  DEALERS: 'on',
  AUTH_SECRET: 'the output of: openssl rand -base64 48',
  AUTH_SECRET_PREVIOUS: 'the AUTH_SECRET before this one',
  DATA_KEY: 'the output of: openssl rand -base64 32',
  DATA_KEY_PREVIOUS: 'the DATA_KEY before this one',
  MERCHANT_API_KEY: 'the output of: openssl rand -hex 32',
  METRICS_KEY: 'the output of: openssl rand -hex 32',
  WEBHOOK_URL: 'https://shop.example.com/webhooks/paynet-checkout',
  WEBHOOK_SECRET: 'whsec_ and the output of: openssl rand -base64 32',
  SMTP_URL: 'smtps://user:password@smtp.example.com:465',
  MAIL_FROM: 'Örnek Mağaza <odeme@example.com>',
  MAIL_REPLY_TO: 'destek@example.com',
  OPS_MAIL: 'nobet@example.com',
  MERCHANT_NAME: 'Örnek Mağaza',
  MERCHANT_SUPPORT: 'destek@example.com',
  MERCHANT_LOGO: './logo.svg',
  MERCHANT_URL: 'https://www.example.com',
  MERCHANT_TERMS_URL: 'https://www.example.com/satis-sozlesmesi',
  MERCHANT_PRIVACY_URL: 'https://www.example.com/kvkk',
  BRAND_ACCENT: '#1d4ed8',
  FORGET_CUSTOMER_AFTER_DAYS: '90',
  RECONCILE_INTERVAL_MS: '2000',
  LOG_LEVEL: 'info',
  TRUSTED_PROXY_HOPS: '0',
}

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,10}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`)

const onOff = (otherwise: 'on' | 'off') =>
  z
    .enum(['on', 'off'], 'must be on or off')
    .default(otherwise)
    .transform((value) => value === 'on')

const required = z.string({ error: 'is missing' })
const httpsAddress = z.string().refine((value) => URL.canParse(value) && /^https:\/\//.test(value), 'must be an https address')
const noBlanks = (value: string) => !/\s/.test(value)

const LEAST_SECRET = 32

/** Blanks, in front, behind or again and again, make a secret longer but not harder to guess. */
const long = (text: z.ZodString) =>
  text.refine(
    (value) => value.replace(/[\s\p{Cf}\u2800\u3164]+/gu, ' ').trim().length >= LEAST_SECRET,
    `is too short: at least ${LEAST_SECRET} characters`,
  )

const origin = required.transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url || !/^https?:$/.test(url.protocol)) {
    context.addIssue({ code: 'custom', message: 'must be an http or https address' })
    return z.NEVER
  }
  if (url.pathname !== '/' || url.search || url.hash || url.username || url.password) {
    context.addIssue({ code: 'custom', message: 'must be an origin alone: no path, no query, no user' })
    return z.NEVER
  }
  return url
})

const dataKey = z.string().transform((value, context) => {
  const key = Buffer.from(value, 'base64')
  if (key.length !== 32 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) {
    context.addIssue({ code: 'custom', message: 'must be 32 bytes in base64' })
    return z.NEVER
  }
  return key
})

const webhookUrl = z
  .string()
  .max(256, 'must have at most 256 characters')
  .transform((value, context) => {
    const url = URL.canParse(value) ? new URL(value) : null
    if (url && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url)))) {
      if (!url.username && !url.password && !value.includes('#')) return url
      context.addIssue({ code: 'custom', message: 'must have no user, no password and no fragment' })
    } else context.addIssue({ code: 'custom', message: 'must be an https address, or an http one on loopback' })
    return z.NEVER
  })

const SMTP_WRITTEN = '(write # / ? in a password as %23 %2F %3F)'

/** Never quotes what was given: it may hold a password. */
const smtpUrl = z.string().transform((value, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  const url = URL.canParse(value) ? new URL(value) : null
  if (!url || !/^smtps?:$/.test(url.protocol) || url.hostname === '') return refuse(`must be an smtps or smtp address ${SMTP_WRITTEN}`)
  if (url.hostname.includes('%')) return refuse('must not have a % in its host')
  if (!['', '/'].includes(url.pathname) || url.hash || !['', '?requireTLS=1'].includes(url.search))
    return refuse(`must have nothing behind the host and its port but ?requireTLS=1 ${SMTP_WRITTEN}`)
  if ((url.username === '') !== (url.password === '')) return refuse('must have both a user and a password, or neither')
  const isOpen = url.protocol === 'smtp:' && url.search === ''
  if (isOpen && !isLoopback(url)) return refuse('must be smtps, or have ?requireTLS=1, since it is not a loopback address')
  const auth = { user: decoded(url.username), pass: decoded(url.password) }
  if (auth.user === null || auth.pass === null) return refuse('has a user or password that is not written as in an address')
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'smtps:' ? 465 : 587),
    tls: url.protocol === 'smtps:' ? ('from-the-start' as const) : isOpen ? ('none' as const) : ('required' as const),
    auth: auth.user === '' ? null : { user: auth.user, pass: auth.pass },
  }
})

/** `odeme@example.com`, `Örnek Mağaza <odeme@example.com>` or `"Örnek Mağaza" <odeme@example.com>`. */
const mailbox = z.string().transform((value, context): Mailbox => {
  const [, quoted, name = quoted ?? '', bracketed] = /^(?:"([^"\\]*)"\s*|([^<>"]*))<([^<>]*)>$/.exec(value.trim()) ?? []
  const address = bracketed ?? value.trim()
  const isUnfit = value.length > 256 || UNSEEN.test(value) || parseEmail(address) !== address.toLowerCase()
  if (!isUnfit) return { name: name.trim(), address }
  context.addIssue({ code: 'custom', message: 'must be an e-mail address, with or without a name in front' })
  return z.NEVER
})

/** As Standard Webhooks writes them. */
const isWebhookSecret = (secret: string) => {
  const [, base64 = ''] = /^whsec_(.+)$/.exec(secret) ?? []
  const key = Buffer.from(base64, 'base64')
  return key.length >= 24 && key.length <= 64 && key.toString('base64') === base64
}

const schema = z.object({
  PORT: whole(0, 65535).default(3000),
  HOST: z.string().min(1).optional(),
  WORKERS: whole(1, 64).default(1),
  APP_URL: origin,
  DATABASE_URL: z
    .string()
    .regex(/^(file:.+|postgres(ql)?:\/\/.+)/, 'must be file:PATH or postgres://…')
    .default('file:./data/checkout.db'),
  PAYNET_API_URL: origin,
  PAYNET_SECRET_KEY: required.min(8, 'is too short').regex(/^sck_/, 'must begin with sck_').refine(noBlanks, 'must not contain blanks'),
  PAYNET_TIMEOUT_MS: whole(100, 600_000).default(45_000),
  PAYNET_QUIET_MS: whole(100, 3_600_000).default(120_000),
  PAYNET_DAY_ENDS: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day in Istanbul, from 00:00 to 23:59')
    .default('00:00')
    .transform((time) => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * 60_000),
  PAYNET_CARD_OTP: onOff('off'),
  PAYNET_RATIO_CODE: z.string().max(100, 'must have at most 100 characters').refine(noBlanks, 'must not contain blanks').optional(),
  INSTALMENTS: z.enum(['off', 'merchant', 'shopper'], 'must be off, merchant or shopper').default('off'),
  INSTALMENT_MAX: whole(2, MOST_INSTALMENTS).default(12),
  INSTALMENT_MIN_KURUS: whole(1, 9_999_999_999).optional(),
  INSTALMENT_MIN_MONTHLY_KURUS: whole(1, 9_999_999_999).optional(),
  SHOP: onOff('off'),
  ACCOUNTS: onOff('on'),
  DEALERS: onOff('on'),
  AUTH_SECRET: long(required),
  AUTH_SECRET_PREVIOUS: long(z.string()).optional(),
  DATA_KEY: required.pipe(dataKey),
  DATA_KEY_PREVIOUS: dataKey.optional(),
  MERCHANT_API_KEY: required
    .transform((value) => value.split(',').map((key) => key.trim()))
    .refine((keys) => keys.length <= 2, 'must be one key, or two with a comma between them')
    .refine((keys) => keys.every((key) => key.length >= 32), 'is too short: at least 32 characters a key')
    .refine((keys) => keys.every(noBlanks), 'must not contain blanks'),
  METRICS_KEY: z.string().min(32, 'is too short: at least 32 characters').refine(noBlanks, 'must not contain blanks').optional(),
  WEBHOOK_URL: webhookUrl.optional(),
  WEBHOOK_SECRET: z
    .string()
    .transform((value) => value.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.length <= 2, 'must be one secret, or two with a comma between them')
    .refine((secrets) => secrets.every(isWebhookSecret), 'must be whsec_ and 24 to 64 bytes in base64')
    .optional(),
  SMTP_URL: smtpUrl.optional(),
  MAIL_FROM: mailbox.optional(),
  MAIL_REPLY_TO: mailbox.optional(),
  OPS_MAIL: mailbox.optional(),
  MERCHANT_NAME: required.trim().min(1, 'is missing').max(100, 'must have at most 100 characters'),
  MERCHANT_SUPPORT: required
    .trim()
    .refine(
      (value) => z.email().safeParse(value).success || (/^https:\/\//.test(value) && URL.canParse(value)),
      'must be an e-mail address or an https link',
    ),
  MERCHANT_LOGO: z
    .string()
    .regex(/\.(svg|png)$/i, 'must be an svg or png file')
    .optional(),
  MERCHANT_URL: httpsAddress.optional(),
  MERCHANT_TERMS_URL: httpsAddress.optional(),
  MERCHANT_PRIVACY_URL: httpsAddress.optional(),
  BRAND_ACCENT: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #1d4ed8')
    .refine((value) => contrastWithWhite(value) >= 4.5, 'is too light: white text on it would have a contrast under 4.5:1')
    .default('#1f5f5b'),
  FORGET_CUSTOMER_AFTER_DAYS: whole(1, 3_650).default(90),
  RECONCILE_INTERVAL_MS: whole(50, 3_600_000).default(2000),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  TRUSTED_PROXY_HOPS: whole(0, 10).default(0),
})

/** Reads a set of variables; an empty one counts as not set. Never throws. */
export function readEnvironment(
  source: Record<string, string | undefined>,
): { ok: true; value: Environment } | { ok: false; problems: EnvironmentProblem[] } {
  const given = Object.fromEntries(
    Object.entries(source).filter(([name, value]) => name in examples && value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(given)
  if (!parsed.success) {
    const first = new Map(parsed.error.issues.toReversed().map((issue) => [String(issue.path[0]), issue.message]))
    const unfit = [...first].toReversed().map(([name, problem]) => explain(name, problem))
    return { ok: false, problems: [...unfit, ...contradictions(readable(given), given)] }
  }
  const value = parsed.data
  const problems = contradictions(value, given)
  if (problems.length > 0) return { ok: false, problems }
  const isLive = value.PAYNET_API_URL.origin === LIVE_URL
  return {
    ok: true,
    value: {
      appUrl: value.APP_URL.origin,
      isHttps: value.APP_URL.protocol === 'https:',
      paynet: {
        url: value.PAYNET_API_URL.origin,
        secretKey: value.PAYNET_SECRET_KEY,
        timeoutMs: value.PAYNET_TIMEOUT_MS,
        quietMs: value.PAYNET_QUIET_MS,
        dayEndsMs: value.PAYNET_DAY_ENDS,
        isLive,
        isLoopback: isLoopback(value.PAYNET_API_URL),
      },
      instalments: {
        mode: value.INSTALMENTS,
        most: value.INSTALMENT_MAX,
        leastKurus: value.INSTALMENT_MIN_KURUS ?? null,
        leastMonthlyKurus: value.INSTALMENT_MIN_MONTHLY_KURUS ?? null,
        ratioCode: value.PAYNET_RATIO_CODE ?? null,
      },
      cardOtp: value.PAYNET_CARD_OTP,
      isOn: { shop: value.SHOP, accounts: value.ACCOUNTS, dealers: value.DEALERS },
      authSecrets: [value.AUTH_SECRET, ...(value.AUTH_SECRET_PREVIOUS ? [value.AUTH_SECRET_PREVIOUS] : [])],
      dataKeys: [value.DATA_KEY, ...(value.DATA_KEY_PREVIOUS ? [value.DATA_KEY_PREVIOUS] : [])],
      merchantApiKeys: value.MERCHANT_API_KEY,
      metricsKeys: value.METRICS_KEY === undefined ? value.MERCHANT_API_KEY : [value.METRICS_KEY],
      webhook: value.WEBHOOK_URL && value.WEBHOOK_SECRET ? { url: value.WEBHOOK_URL.href, secrets: value.WEBHOOK_SECRET } : null,
      mail: value.SMTP_URL && value.MAIL_FROM ? mailSettings(value.SMTP_URL, value.MAIL_FROM, value) : null,
      merchantName: value.MERCHANT_NAME,
      merchantSupport: value.MERCHANT_SUPPORT,
      merchantLogo: value.MERCHANT_LOGO ?? null,
      merchantUrl: value.MERCHANT_URL ?? null,
      merchantTermsUrl: value.MERCHANT_TERMS_URL ?? null,
      merchantPrivacyUrl: value.MERCHANT_PRIVACY_URL ?? null,
      brandAccent: value.BRAND_ACCENT,
      forgetCustomerAfterDays: value.FORGET_CUSTOMER_AFTER_DAYS,
      isLive,
      reconcileIntervalMs: value.RECONCILE_INTERVAL_MS,
      logLevel: value.LOG_LEVEL,
      trustedProxyHops: value.TRUSTED_PROXY_HOPS,
      port: value.PORT,
      host: value.HOST,
      workers: value.WORKERS,
    },
  }
}

function mailSettings(
  server: Pick<MailSettings, 'host' | 'port' | 'tls' | 'auth'>,
  from: Mailbox,
  { MERCHANT_NAME, MAIL_REPLY_TO, OPS_MAIL }: z.infer<typeof schema>,
): MailSettings {
  return {
    ...server,
    from: { name: from.name || MERCHANT_NAME, address: from.address },
    replyTo: MAIL_REPLY_TO ?? null,
    ops: OPS_MAIL ?? null,
  }
}

/** Beginnings that no variable has but ours. */
const OUR_PREFIX =
  /^(PAYNET|MERCHANT|AUTH_SECRET|DATA_KEY|DATABASE_URL|METRICS_KEY|BRAND|TRUSTED_PROXY|FORGET_CUSTOMER|RECONCILE|SHOP|ACCOUNTS|DEALERS|INSTALMENTS?|SMTP|MAIL_FROM|MAIL_REPLY|OPS)(_|$)/

/**
 * Variables that are none of ours but look like one: a name that was misspelt is silently a default. Each with the
 * nearest of ours or, where none is near, of those that begin alike.
 */
export function findMisspelt(source: Record<string, string | undefined>): Array<{ name: string; nearest: string }> {
  return Object.entries(source).flatMap(([name, value]) => {
    if (name in examples || !value) return []
    const plain = name
      .normalize('NFKD')
      .replace(/[\p{M}\p{Cf}]/gu, '')
      .toUpperCase()
      .replace(/\W+/g, '_')
      .replace(/^_+|_+$/g, '')
    const names = Object.keys(examples).map((ours) => ({ ours, steps: editsBetween(plain, ours), words: wordsShared(plain, ours) }))
    const [near] = names.toSorted((a, b) => a.steps - b.steps)
    // Short names are near to many: HOME is two letters from HOST.
    if (near && near.steps <= (near.ours.length < 8 ? 1 : 2)) return [{ name, nearest: near.ours }]
    const [, prefix] = OUR_PREFIX.exec(plain) ?? []
    if (prefix === undefined) return []
    const alike = names.filter(({ ours }) => ours.startsWith(prefix)).sort((a, b) => b.words - a.words || a.steps - b.steps)
    return [{ name, nearest: alike[0]?.ours ?? '' }]
  })
}

function wordsShared(a: string, b: string): number {
  const words = b.split('_')
  return a.split('_').filter((word) => words.includes(word)).length
}

/** How many letters have to be put in, left out, changed or swapped with their neighbour. */
function editsBetween(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)]
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const [above = [], before = []] = [rows[i - 1], rows[i - 2]]
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row[j] = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        isSwapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? 0
}

type Parsed = z.infer<typeof schema>

/** The variables that are valid, out of a set that is not. */
function readable(given: Record<string, string | undefined>): Partial<Parsed> {
  return Object.fromEntries(
    Object.entries(schema.shape).flatMap(([name, variable]) => {
      const parsed = variable.safeParse(given[name])
      return parsed.success ? [[name, parsed.data]] : []
    }),
  )
}

function contradictions(value: Partial<Parsed>, given: Record<string, string | undefined>): EnvironmentProblem[] {
  const { APP_URL: app, PAYNET_API_URL: paynet, PAYNET_TIMEOUT_MS: timeoutMs, PAYNET_QUIET_MS: quietMs } = value
  const problems: EnvironmentProblem[] = []
  if (app?.protocol === 'http:' && !isLoopback(app)) problems.push(explain('APP_URL', 'must be https, since it is not a loopback address'))
  if (paynet && isLoopback(paynet)) {
    if (app && !isLoopback(app)) problems.push(explain('PAYNET_API_URL', 'is a loopback address behind an APP_URL that is not'))
  } else if (paynet && paynet.origin !== LIVE_URL && paynet.origin !== TEST_URL) {
    problems.push(explain('PAYNET_API_URL', `must be ${LIVE_URL}, ${TEST_URL} or a loopback address`))
  }
  if (value.SHOP && paynet?.origin === LIVE_URL)
    problems.push(explain('SHOP', "must be off with Paynet's live host: it would sell the demo's products for real money"))
  if (timeoutMs !== undefined && quietMs !== undefined) {
    const least = leastQuietMs(timeoutMs, paynet)
    const why = 'Paynet may still be charging after our call was given up'
    if (quietMs < least)
      problems.push(explain('PAYNET_QUIET_MS', `must be at least ${least} with a PAYNET_TIMEOUT_MS of ${timeoutMs}: ${why}`))
  }
  if (value.METRICS_KEY !== undefined && value.MERCHANT_API_KEY?.includes(value.METRICS_KEY)) {
    problems.push(explain('METRICS_KEY', 'must be another key than MERCHANT_API_KEY, or whoever reads metrics can make orders'))
  }
  if (app && value.MERCHANT_URL !== undefined && new URL(value.MERCHANT_URL).origin === app.origin) {
    problems.push(explain('MERCHANT_URL', 'is this app itself (APP_URL): it must be the address of your own site'))
  }
  if (given.WEBHOOK_URL !== undefined && given.WEBHOOK_SECRET === undefined)
    problems.push(explain('WEBHOOK_SECRET', 'is missing: it signs what is sent to WEBHOOK_URL'))
  if (given.WEBHOOK_SECRET !== undefined && given.WEBHOOK_URL === undefined)
    problems.push(explain('WEBHOOK_URL', 'is missing: WEBHOOK_SECRET signs what is sent there'))
  if (value.WEBHOOK_URL && isLoopback(value.WEBHOOK_URL) && paynet?.origin === LIVE_URL)
    problems.push(explain('WEBHOOK_URL', "must be a public address with Paynet's live host, not a loopback one"))
  if (given.SMTP_URL !== undefined && given.MAIL_FROM === undefined)
    problems.push(explain('MAIL_FROM', 'is missing: mail through SMTP_URL comes from there'))
  if ((app && !isLoopback(app)) || paynet?.origin === LIVE_URL)
    problems.push(...unfitSecrets(value, new Set(problems.map(({ name }) => name))))
  return problems
}

/** The quiet time starts when a call is given up, and has to outlast whatever Paynet may still be doing. */
function leastQuietMs(timeoutMs: number, paynet: URL | undefined): number {
  if (paynet && [LIVE_URL, TEST_URL].includes(paynet.origin)) return Math.max(LEAST_QUIET_MS, timeoutMs + LEAST_QUIET_AFTER_TIMEOUT_MS)
  return timeoutMs
}

/** What keeps no secret: a key that is published or can be guessed, and one that is another one, too. */
function unfitSecrets(value: Partial<Parsed>, named: Set<string>): EnvironmentProblem[] {
  const password = passwordIn(value.DATABASE_URL)
  const isKnown = {
    PAYNET_SECRET_KEY: isGuessableOfPaynet(value.PAYNET_SECRET_KEY),
    AUTH_SECRET: isGuessable(value.AUTH_SECRET),
    // It still signs, so a known one lets anybody sign in as anyone.
    AUTH_SECRET_PREVIOUS: isGuessable(value.AUTH_SECRET_PREVIOUS),
    // DATA_KEY_PREVIOUS may be known: rotation is how a known DATA_KEY is retired.
    DATA_KEY: isGuessable(value.DATA_KEY),
    MERCHANT_API_KEY: value.MERCHANT_API_KEY?.some(isGuessable),
    METRICS_KEY: isGuessable(value.METRICS_KEY),
    WEBHOOK_SECRET: value.WEBHOOK_SECRET?.map(webhookKey).some(isGuessable),
    DATABASE_URL: password === COMPOSE_PASSWORD,
  }
  const guessable = Object.entries(isKnown).flatMap(([name, known]) => (known ? [name] : []))
  for (const name of guessable) named.add(name)
  const secrets: Array<[name: string, secret: string | Buffer | undefined]> = [
    ['AUTH_SECRET', value.AUTH_SECRET],
    ['AUTH_SECRET_PREVIOUS', value.AUTH_SECRET_PREVIOUS],
    ['DATA_KEY', value.DATA_KEY],
    ['DATA_KEY_PREVIOUS', value.DATA_KEY_PREVIOUS],
    ...(value.MERCHANT_API_KEY ?? []).map((key): [string, string] => ['MERCHANT_API_KEY', key]),
    ['METRICS_KEY', value.METRICS_KEY],
    ...(value.WEBHOOK_SECRET ?? []).map((secret): [string, Buffer] => ['WEBHOOK_SECRET', webhookKey(secret)]),
    ['PAYNET_SECRET_KEY', value.PAYNET_SECRET_KEY],
    ['DATABASE_URL', password],
  ]
  const twice = secrets.flatMap(([name, secret], at) => {
    const twin = secrets.slice(0, at).find(([, earlier]) => isSameSecret(secret, earlier))
    if (!twin || named.has(name)) return []
    named.add(name)
    return [explain(name, twin[0] === name ? 'holds the same key twice' : `holds the same secret as ${twin[0]}: each needs one of its own`)]
  })
  return [
    ...guessable.map((name) =>
      explain(name, 'holds what anybody can know or guess, which is for trying things out on loopback only: use a key made at random'),
    ),
    ...twice,
  ]
}

/** Null where it is not encoded as an address has it. */
function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

/** The bytes that a webhook's secret stands for. */
function webhookKey(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}

function passwordIn(databaseUrl: string | undefined): string | undefined {
  if (databaseUrl === undefined || databaseUrl.startsWith('file:') || !URL.canParse(databaseUrl)) return undefined
  const { password, searchParams } = new URL(databaseUrl)
  try {
    return decodeURIComponent(password) || (searchParams.get('password') ?? undefined)
  } catch {
    return password
  }
}

function explain(name: string, problem: string): EnvironmentProblem {
  return { name, problem, example: examples[name] ?? '' }
}

function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(url.hostname)
}

/** WCAG 2's contrast ratio of white text on a colour. */
function contrastWithWhite(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
}

let cached: Environment | undefined

/** This process's configuration. Throws if it is wrong, which the start script has checked before. */
export function env(): Environment {
  if (!cached) {
    const read = readEnvironment(process.env)
    if (!read.ok)
      throw new Error(`The environment is not ready: ${read.problems.map(({ name, problem }) => `${name} ${problem}`).join('; ')}`)
    cached = read.value
  }
  return cached
}
