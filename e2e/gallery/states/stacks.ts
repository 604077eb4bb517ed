import { setTimeout as sleep } from 'node:timers/promises'
import type { Variables } from '@/e2e/harness/app'
import { ROOT } from '@/e2e/harness/child'
import { timeInHalfADay } from '@/e2e/harness/day-ends'
import { type Mailbox, startMailbox } from '@/e2e/harness/mailbox'
import { type Stack, startStack } from '@/e2e/harness/stack'

const MERCHANT: Variables = {
  MERCHANT_NAME: 'Fincan ve Cezve',
  MERCHANT_SUPPORT: 'destek@example.com',
  MERCHANT_TERMS_URL: 'https://www.example.com/kosullar',
  MERCHANT_PRIVACY_URL: 'https://www.example.com/gizlilik',
  PAYNET_TIMEOUT_MS: '3000',
  PAYNET_QUIET_MS: '4000',
  // Everything waits here for pictures to be taken of it; nothing may be settled by the way.
  RECONCILE_INTERVAL_MS: '2000',
}

/** Gives up soon: a payment that is not heard of ends as not charged. */
export const HASTY: Variables = { PAYNET_TIMEOUT_MS: '400', PAYNET_QUIET_MS: '500', RECONCILE_INTERVAL_MS: '100' }

/** Shops that differ in what their operators have set. */
const KINDS = {
  plain: {},
  /** Waits for Paynet as long as pictures take. */
  patient: { PAYNET_TIMEOUT_MS: '600000', PAYNET_QUIET_MS: '750000' },
  hasty: HASTY,
  phone: { PAYNET_CARD_OTP: 'on' },
  quiet: { SHOP: 'off' },
  /** Sends mail, to the mailbox. */
  mailing: {},
  shopper: { INSTALMENTS: 'shopper' },
  merchant: { INSTALMENTS: 'merchant' },
  /** Sells by instalments from 10.000,00 ₺ on. */
  dear: { INSTALMENTS: 'shopper', INSTALMENT_MIN_KURUS: '1000000' },
  refunds: { INSTALMENTS: 'shopper', PAYNET_DAY_ENDS: timeInHalfADay() },
  'refunds-today': { PAYNET_DAY_ENDS: timeInHalfADay() },
  long: { MERCHANT_NAME: 'Kırkharflik Uzun Adlı Bir Mağaza Ticaret', MERCHANT_SUPPORT: `${'uzun-destek-adresi-'.repeat(3)}1@example.com` },
  branded: { MERCHANT_LOGO: `${ROOT}public/products/bakir-cezve.svg`, BRAND_ACCENT: '#b3261e', MERCHANT_URL: 'https://www.example.com/' },
} satisfies Record<string, Variables>

export type Kind = keyof typeof KINDS

export type Stacks = {
  /** The shop of this kind, started when it is first asked for. */
  of: (kind?: Kind) => Promise<Stack>
  /** Where the shop that sends mail sends it. */
  mailbox: () => Promise<Mailbox>
  /** A shop that one state may break, or send to another time of day. */
  own: (more?: Variables) => Promise<Stack>
  /** Ends all of them, although some are waiting for an answer. */
  end: () => Promise<void>
}

export function createStacks(): Stacks {
  const shared = new Map<Kind, Promise<Stack>>()
  const all: Promise<Stack>[] = []
  const start = (more: Variables): Promise<Stack> => {
    const stack = startStack({ ...MERCHANT, ...more })
    all.push(stack)
    return stack
  }
  let box: Promise<Mailbox> | undefined
  const mailbox = () => {
    box ??= startMailbox()
    return box
  }
  return {
    of(kind = 'plain') {
      const known = shared.get(kind) ?? (kind === 'mailing' ? mailbox().then(({ variables }) => start(variables)) : start(KINDS[kind]))
      shared.set(kind, known)
      return known
    },
    mailbox,
    own: (more = {}) => start(more),
    async end() {
      for (const started of await Promise.allSettled(all)) {
        if (started.status === 'rejected') continue
        const { app, stop } = started.value
        await app.kill()
        await Promise.race([stop(), sleep(5_000)])
      }
      await (await box?.catch(() => undefined))?.close()
    },
  }
}
