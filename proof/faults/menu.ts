import type { NetworkFault } from './tcp-proxy'

/** Refusals without a result_code, in the shapes of different servers. */
export const APPLY_NOS = ['apply-400-no-code', 'apply-400-aspnet', 'apply-413-html', 'apply-415-no-code', 'apply-422-no-code']
/** Our key, address or number of calls, with a code that alone would be a refusal. */
export const APPLY_NOT_NOW = ['apply-401-code', 'apply-403-code', 'apply-429-code']
export const FORM_LINKS = [
  'form-link-hostile',
  'form-link-javascript',
  'form-link-bare-host',
  'form-link-blank',
  'form-link-port',
  'form-link-foreign-host',
]

/** The app's times in this test, in milliseconds; short, so that the whole matrix takes minutes. */
export const TIMES = { deadline: 1_500, quiet: 3_000 }
/** Paynet works until shortly before the quiet time is over, so sending again sooner charges twice. */
const LONG_AT_WORK = TIMES.quiet - 550
const BEYOND_DEADLINE = TIMES.deadline + 700

/**
 * Whether Paynet does what the call asks for, as seen from where the fault strikes. `late`: it does, but only
 * after the caller has given up.
 */
export type When = 'before' | 'after' | 'late'

/** One of Paynet's own faults (`simulator/faults/catalogue.ts`), for one call; the network may add to it. */
export type PaynetFault = { kind: 'paynet'; name: string; acts: boolean; ms?: number; network?: NetworkFault }
/**
 * No call gets through for a while: connections are refused, or reset as soon as they are made. Runs alone,
 * because it strikes every call.
 */
export type Outage = { kind: 'outage'; how: 'refuse' | 'reset' }
export type Fault = { name: string; when: When; does: PaynetFault | NetworkFault | Outage }

export const outages: Fault[] = [
  { name: 'refused', when: 'before', does: { kind: 'outage', how: 'refuse' } },
  { name: 'reset-at-once', when: 'before', does: { kind: 'outage', how: 'reset' } },
]

/** Answers that Paynet may give whether it has acted or not. */
const answersOfPaynet = [
  'http-500',
  'http-503-html',
  'http-429',
  'http-401',
  'http-403',
  'http-404',
  'http-404-html',
  'http-400-bare',
  'redirect',
  'html',
  'bad-json',
  'empty-body',
  'code-8',
  'code-10',
  'code-13',
  'code-15',
  'code-16',
  'code-17',
]

/** What becomes of an answer that Paynet did give. */
const spoiltAnswers = [
  'answer-lost-after',
  'slow',
  'slow-body',
  'truncated',
  'wrong-object',
  'oversized',
  'wrong-content-type',
  'no-content-type',
  'windows-1254',
  'code-string',
]

const GATEWAY_ANSWERS = {
  'gateway-405': 'HTTP/1.1 405 Method Not Allowed\r\nAllow: GET\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  'gateway-502':
    'HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 19\r\nConnection: close\r\n\r\n<h1>Bad Gateway</h1',
}

export const everywhere: Fault[] = [
  ...answersOfPaynet.flatMap((name) => [paynet(name, 'before'), paynet(name, 'after')]),
  paynet('answer-lost-before', 'before'),
  ...spoiltAnswers.map((name) => paynet(name, 'after')),
  paynet('slow-before', 'late'),
  {
    name: 'hang-up-at-work',
    when: 'late',
    does: { kind: 'paynet', name: 'slow-before', acts: true, ms: LONG_AT_WORK, network: { kind: 'hang-up' } },
  },
  ...(['reset', 'close', 'half-close', 'black-hole'] as const).flatMap((kind) => [
    network(kind, 'before', { kind, acts: false }),
    network(kind, 'after', { kind, acts: true }),
  ]),
  ...Object.entries(GATEWAY_ANSWERS).flatMap(([name, answer]) => [
    network(name, 'before', { kind: 'replace', answer, acts: false }),
    network(name, 'after', { kind: 'replace', answer, acts: true }),
  ]),
  network('cut-in-head', 'after', { kind: 'cut', in: 'head', by: 'close' }),
  network('cut-in-body', 'after', { kind: 'cut', in: 'body', by: 'close' }),
  network('reset-in-body', 'after', { kind: 'cut', in: 'body', by: 'reset' }),
  network('byte-by-byte', 'after', { kind: 'drip', bytes: 1, ms: 40 }),
  network('delayed', 'after', { kind: 'delay', ms: BEYOND_DEADLINE }),
  network('in-pieces', 'after', { kind: 'drip', bytes: 40, ms: 4 }),
  network('a-little-late', 'after', { kind: 'delay', ms: 300 }),
  network('held-back', 'late', { kind: 'late', ms: BEYOND_DEADLINE }),
]

/** Codes about us, under HTTP 200. The applications' services do not have them. */
export const codesAboutUs: Fault[] = ['code-2', 'code-3', 'code-4', 'code-7'].flatMap((name) => [
  paynet(name, 'before'),
  paynet(name, 'after'),
])

/** Answers about our key, account, address or path: nothing was done, and no one else can do anything about it. */
export const ABOUT_US = [
  ...['http-401', 'http-403', 'http-404', 'http-404-html', 'http-429', 'redirect', 'gateway-405'],
  ...['code-2', 'code-3', 'code-4', 'code-7'],
]

/** Ways of saying that 3D failed, of which none is documented. */
export const FAILED_3D = [
  'failed-3d-bare',
  'failed-3d-null',
  'failed-3d-result-code',
  'failed-3d-400',
  'failed-3d-400-code',
  'wrong-card-400',
]

/** Ways of writing a currency and an amount that mean the same. */
export const SAME_MONEY = ['currency-tl', 'currency-949', 'currency-number', 'amount-noise']

/** Rows that speak of money in a way that a person must look at. */
export const UNCLEAR_ROWS = ['is-succeed-text', 'row-reversed', 'row-cancelled']

/** Rows and lists in which the payment can be found, or which tell nothing. */
export const ODD_ROWS = [
  ...['row-nameless', 'row-cut-reference', 'row-capitals', 'row-merchant-reference'],
  ...['data-lower-case', 'data-null-row', 'data-null', 'check-flat'],
]

/** What a bank draws, or Paynet tells, otherwise than the plan asks: it makes no difference to a payment without plans. */
export const PLAN_FAULTS = [
  ...['plan-net', 'plan-fee-zero', 'plan-other-count', 'plan-missing-count'],
  ...['plan-one-more', 'plan-one-less', 'plan-repriced-at-charge'],
]

/** In a quick run, another fault of the same kind stands for each of these. */
export const KIN = [
  ...['code-3', 'code-4', 'failed-3d-null', 'failed-3d-result-code', 'failed-3d-400-code', 'currency-949', 'currency-number'],
  ...['no-content-type', 'row-cut-reference', 'row-capitals', 'row-cancelled', 'data-null-row'],
]

export const ofService: Record<string, Fault[]> = {
  tds_initial: [
    'no-html',
    'no-post-url',
    'neither',
    'missing-pair',
    'html-empty-inputs',
    'html-hostile-script',
    'html-foreign-host',
    'html-http-foreign',
    'html-javascript-action',
    'html-two-forms',
    'html-nested',
    'hostile-post-url',
  ].map((name) => paynet(name, 'after')),
  tds_charge: [
    paynet('decline', 'before', true),
    ...FAILED_3D.map((name) => paynet(name, 'before')),
    ...[...SAME_MONEY, 'table-names', 'is-succeed-text', 'pre-authorised'].map((name) => paynet(name, 'after')),
    ...['wrong-amount', 'wrong-currency', 'wrong-reference', 'missing-xact-id', 'missing-is-succeed', 'save-card-fails'].map((name) =>
      paynet(name, 'after'),
    ),
  ],
  check: [
    ...['check-nothing', 'check-empty-200', 'check-code-12', 'check-wrong-amount', 'check-refused'],
    ...[...SAME_MONEY, ...UNCLEAR_ROWS, ...ODD_ROWS],
  ].map((name) => paynet(name, 'after')),
  ratio_get: [
    ...['ratio-repriced', 'ratio-gone', 'ratio-row-101', 'ratio-campaign', 'ratio-twice'],
    ...['ratio-below-price', 'ratio-monthly-wrong', 'ratio-two-banks', 'ratio-debit'],
  ].map((name) => paynet(name, 'after')),
  reversed_request: [
    ...['refund-code-5-before', 'refund-refused', 'refund-noprocess'].map((name) => paynet(name, 'before')),
    ...['refund-code-5', 'refund-code-100', 'refund-contradicts'].map((name) => paynet(name, 'after')),
  ],
  detail: [...SAME_MONEY, ...UNCLEAR_ROWS, ...ODD_ROWS, 'check-wrong-amount'].map((name) => paynet(name, 'after')),
  reversal_list: [
    ...['data-lower-case', 'data-null-row', 'data-null', 'amount-noise', 'check-wrong-amount'],
    ...['has-more-lies', 'has-more-ends', 'list-hostile', 'reversal-foreign-row'],
  ].map((name) => paynet(name, 'after')),
  card_delete: [paynet('delete-lags', 'after')],
  card_list: ['expiry-zero', 'owner-other-case', 'data-null', 'list-hostile', 'list-foreign-row', 'has-more-lies'].map((name) =>
    paynet(name, 'after'),
  ),
  card_save: [paynet('otp-expired', 'before')],
  membership_formdata_insert: [
    ...['application-refused-field', 'code-5-first', 'code-5-as-400', ...APPLY_NOS, ...APPLY_NOT_NOW].map((name) => paynet(name, 'before')),
    ...['form-id-string', 'missing-form-id', 'missing-form-link', ...FORM_LINKS].map((name) => paynet(name, 'after')),
  ],
  card_check_otp: [paynet('otp-expired', 'after', false)],
}

export const planFaults: Fault[] = PLAN_FAULTS.map((name) => paynet(name, 'after'))

/** A service that only reads does the same before and after: each fault once. */
export function onceEach(faults: Fault[]): Fault[] {
  const names = new Set<string>()
  return faults.filter(({ name }) => !names.has(name) && names.add(name))
}

function paynet(name: string, when: When, acts = when !== 'before'): Fault {
  const isSlow = name.startsWith('slow')
  return { name, when, does: { kind: 'paynet', name, acts, ...(isSlow ? { ms: BEYOND_DEADLINE } : {}) } }
}

function network(name: string, when: When, does: NetworkFault): Fault {
  return { name, when, does }
}
