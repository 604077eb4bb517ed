import { newAddress } from '@/e2e/harness/addresses'
import type { Card } from '@/e2e/harness/cards'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { type Challenge, createRawShopper, type Fields, formsOf, inputsOf, type RawShopper, type Return } from '@/e2e/harness/raw-shopper'
import { NEGATIVE } from '@/e2e/harness/sentences'

/** Where the shop and its Paynet are. */
type Sites = Parameters<typeof createRawShopper>[0]

/** One shopper of one order, whose app may die at any step. The last request is kept, so that it can be repeated. */
export class CrashShopper {
  private readonly orderId: string
  private readonly address = newAddress()
  private sites: Sites
  private browser: RawShopper
  private form: Fields | null = null
  private back: Return | null = null
  /** The bank's page also sends the browser back with nothing, before it does so with the pair. */
  private readonly comesBackTwice: boolean

  /** Until the app has died over it, a phone takes the payment over, and goes no further. */
  private carriesOnByPhone: boolean

  constructor(sites: Sites, orderId: string, { comesBackTwice = false, carriesOnByPhone = false } = {}) {
    this.sites = sites
    this.orderId = orderId
    this.comesBackTwice = comesBackTwice
    this.carriesOnByPhone = carriesOnByPhone
    this.browser = createRawShopper(sites, this.address)
  }

  /** Sends everything to another instance from now on. */
  moveTo(sites: Sites): void {
    this.carriesOnByPhone = false
    this.sites = sites
    this.browser = createRawShopper(sites, this.address)
  }

  /** Pays from the start, for as long as the app lives. */
  async pay(card: Card, instalments = 1): Promise<void> {
    this.form = await this.browser.fillForm(this.orderId, card, instalments)
    this.back = null
    await this.sendForm()
  }

  /** Repeats the last request: the card form, or the bank's return. */
  async repeat(): Promise<void> {
    if (this.back) await this.comeBack(this.back)
    else await this.sendForm()
  }

  /** Whether the result page says that nothing was charged; null if there is no page. */
  async readsDenial(): Promise<boolean | null> {
    const page = await this.browser.request(`/checkout/${this.orderId}/result`)
    return page.status === 200 ? NEGATIVE.test(page.body) : null
  }

  private async sendForm(): Promise<void> {
    if (!this.form) return
    const answer = await this.browser.postForm(`/checkout/${this.orderId}`, this.form)
    const path = pathOf(answer)
    const paymentId = /\/3d\/([\w-]+)$/.exec(path)?.[1]
    if (paymentId === undefined) return
    const { session_id, token_id } = Object.fromEntries(inputsOf((await this.browser.request(path)).body))
    // The page may say "one moment" forever, because the process that was preparing the challenge page is dead.
    if (session_id === undefined || token_id === undefined) return
    const challenge: Challenge = { paymentId, path, pair: { session_id, token_id } }
    if (this.carriesOnByPhone) return this.handOver()
    // The bank never sends a shopper back a second time.
    const back = await this.browser.approve(challenge).catch(() => null)
    if (!back) return
    this.back = back
    if (this.comesBackTwice) await this.comeBack({ ...back, fields: {} })
    await this.comeBack(back)
  }

  private async handOver(): Promise<void> {
    const result = `/checkout/${this.orderId}/result`
    const [offer = []] = formsOf((await this.browser.request(result)).body)
    const link = /\/r\/[\w-]{22}/.exec((await this.browser.postForm(result, offer)).body)?.[0]
    if (link === undefined) throw new Error('the payer got no link')
    const phone = createRawShopper(this.sites, newAddress())
    const [button = []] = formsOf((await phone.request(link)).body)
    await phone.postForm(link, button)
  }

  private async comeBack({ url, fields }: Return): Promise<void> {
    await this.browser.comeBack({ url: new URL(new URL(url).pathname, this.sites.app.url).href, fields })
  }
}

function pathOf({ headers }: RawAnswer): string {
  return new URL(headers.location ?? '/', 'http://localhost').pathname
}
