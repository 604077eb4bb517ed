import type { Card } from './cards'
import { multipart, type RawAnswer, type RawRequest, rawRequest } from './raw-request'

/** Where the shop and its Paynet are. */
type Sites = { app: { url: string }; simulator: { url: string } }

export type Fields = Array<[string, string]>
export type Pair = { session_id: string; token_id: string }
/** A payment that waits for its bank. */
export type Challenge = { paymentId: string; path: string; pair: Pair }
/** What the bank's page would post, and where to. */
export type Return = { url: string; fields: Record<string, string> }

export type RawShopper = {
  request: (path: string, request?: RawRequest) => Promise<RawAnswer>
  /** Cookies received so far, to be copied into a browser or a thief's hands. */
  cookies: () => Array<{ name: string; value: string }>
  /**
   * The fields of the page's card form as they were sent, with the card filled in. In instalments, the page is asked first
   * for the plans of the card's first digits.
   */
  fillForm: (orderId: string, card: Card, instalments?: number) => Promise<Fields>
  /** Posts them as a browser without scripts does. */
  postForm: (path: string, fields: Fields, headers?: Record<string, string>) => Promise<RawAnswer>
  /** From the checkout to the page that leaves for the bank. */
  challenge: (orderId: string, card: Card, instalments?: number) => Promise<Challenge>
  /** What the bank does when the code was right: it sends the browser back, which is not done here. */
  approve: (challenge: Challenge, code?: string) => Promise<Return>
  cancelAtBank: (challenge: Challenge) => Promise<Return>
  comeBack: (to: Return) => Promise<RawAnswer>
  /** All of these steps. */
  pay: (orderId: string, card: Card, instalments?: number) => Promise<Return>
}

/** A shopper at an address that a proxy reports, or, for a loopback address, that the connection itself comes from. */
export function createRawShopper({ app, simulator }: Sites, address: string): RawShopper {
  const jar = new Map<string, string>()

  async function request(path: string, { headers = {}, ...rest }: RawRequest = {}): Promise<RawAnswer> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await rawRequest(new URL(path, app.url).href, {
      ...rest,
      localAddress: address.startsWith('127.') ? address : undefined,
      headers: { 'X-Forwarded-For': address, ...(cookie ? { Cookie: cookie } : {}), ...headers },
    })
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name !== undefined && value !== undefined) jar.set(name, value)
    }
    return answer
  }

  async function fillForm(orderId: string, card: Card, instalments = 1): Promise<Fields> {
    const path = `/checkout/${orderId}`
    const page = await request(path)
    const question = instalments === 1 ? undefined : questionOfPlans(page.body, card)
    const { status, headers, body } = question ? await postForm(path, question) : page
    const [form] = formsOf(body)
    if (status !== 200 || form === undefined) throw new Error(`No form: ${status} ${headers.location ?? ''}`)
    const plan = plansOn(body).find((value) => value.startsWith(`${instalments}.`))
    if (instalments > 1 && plan === undefined) throw new Error(`No plan of ${instalments} instalments`)
    return fillIn(form, plan === undefined ? card : { ...card, plan })
  }

  async function postForm(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<RawAnswer> {
    const form = await multipart(fields)
    return request(path, { method: 'POST', body: form.body, headers: { ...form.headers, Origin: app.url, ...headers } })
  }

  async function challenge(orderId: string, card: Card, instalments = 1): Promise<Challenge> {
    const started = await postForm(`/checkout/${orderId}`, await fillForm(orderId, card, instalments))
    const path = new URL(started.headers.location ?? '', app.url).pathname
    const paymentId = /\/3d\/([\w-]+)$/.exec(path)?.[1]
    if (started.status !== 303 || paymentId === undefined) throw new Error(`Not on the way to the bank: ${started.status} ${path}`)
    const page = await request(path)
    const fields = Object.fromEntries(inputsOf(page.body))
    const { session_id = '', token_id = '' } = fields
    return { paymentId, path, pair: { session_id, token_id } }
  }

  async function answerBank({ pair }: Challenge, answer: Record<string, string>): Promise<Return> {
    const body = new URLSearchParams({ ...pair, ...answer })
    const page = await (await fetch(`${simulator.url}/bank/3d`, { method: 'POST', body })).text()
    const url = /<form id="return"[^>]* action="([^"]+)"/.exec(page)?.[1]
    if (url === undefined) throw new Error(`The bank did not send the browser back: ${page.slice(0, 2000)}`)
    return { url: unescapeHtml(url), fields: Object.fromEntries(inputsOf(page)) }
  }

  const approve = (of: Challenge, code = 'a') => answerBank(of, { action: 'approve', otp: code })
  const comeBack = ({ url, fields }: Return) =>
    request(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: simulator.url },
      body: new URLSearchParams(fields).toString(),
    })

  return {
    request,
    cookies: () => [...jar].map(([name, value]) => ({ name, value })),
    fillForm,
    postForm,
    challenge,
    approve,
    cancelAtBank: (of) => answerBank(of, { action: 'cancel' }),
    comeBack,
    async pay(orderId, card, instalments) {
      const to = await approve(await challenge(orderId, card, instalments))
      await comeBack(to)
      return to
    },
  }
}

/** The forms of a page, each with the fields that it would send, wherever they stand. */
export function formsOf(html: string): Fields[] {
  return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].map(([form]) => {
    const id = attribute(form, 'id')
    const elsewhere = id === null ? [] : inputTags(html).filter((tag) => attribute(tag, 'form') === id)
    const inside = inputTags(form).filter((tag) => attribute(tag, 'form') === null)
    return [...inside, ...elsewhere].flatMap(readInput)
  })
}

/** Names and values of the inputs in a piece of HTML; a box or a button that is not chosen sends nothing. */
export function inputsOf(html: string): Fields {
  return inputTags(html).flatMap(readInput)
}

/** Fields with others' values put in. */
export function fillIn(fields: Fields, values: Record<string, string>): Fields {
  return fields.map(([name, value]) => [name, values[name] ?? value])
}

/** The form that asks for the plans of a card's first eight digits, filled in; undefined where no plans are on offer. */
export function questionOfPlans(html: string, { number }: Pick<Card, 'number'>): Fields | undefined {
  const form = formsOf(html).find((fields) => fields.some(([name]) => name === 'card_start'))
  return form && fillIn(form, { card_start: number.slice(0, 8) })
}

/** The plans that a page offers, the single payment among them. */
export function plansOn(html: string): string[] {
  return inputTags(html).flatMap((tag) => (attribute(tag, 'name') === 'plan' ? [attribute(tag, 'value') ?? ''] : []))
}

function inputTags(html: string): string[] {
  return [...html.matchAll(/<input\b[^>]*>/g)].map(([tag]) => tag)
}

function readInput(tag: string): Fields {
  const name = attribute(tag, 'name')
  const isChoice = ['checkbox', 'radio'].includes(attribute(tag, 'type') ?? '')
  return name === null || (isChoice && !/\schecked\b/.test(tag)) ? [] : [[name, attribute(tag, 'value') ?? '']]
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]
  return value === undefined ? null : unescapeHtml(value)
}

function unescapeHtml(text: string): string {
  const named: Record<string, string> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" }
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return named[name ?? ''] ?? whole
  })
}
