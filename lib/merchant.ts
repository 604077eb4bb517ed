import 'server-only'
import { env } from './env'
import type { Logo } from './read-logo'

const slot = Symbol.for('paynet-checkout.logo')
const shared = globalThis as typeof globalThis & { [slot]?: Logo }

/** Where the merchant's name leads: to the merchant's own site, else to the demo shop; null if to neither. */
export function merchantHome(): string | null {
  const { merchantUrl, isOn } = env()
  return merchantUrl ?? (isOn.shop ? '/' : null)
}

/** The logo as it was read at the start; null if the merchant has none. */
export function merchantLogo(): Logo | null {
  return shared[slot] ?? null
}

/** For the start of the process, which reads the file once: what changes on the disk later is not served unchecked. */
export function setMerchantLogo(logo: Logo): void {
  shared[slot] = logo
}
