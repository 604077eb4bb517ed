import 'server-only'
import { currentUser } from '@/lib/accounts/session'
import { env } from '@/lib/env'
import { merchantHome } from '@/lib/merchant'
import { currentPath } from '@/lib/web/locale'
import { isOfOrder } from '@/lib/web/order-of-path'
import { currentNext, currentWayBack, type WayBack } from '@/lib/web/way-back'

export type Frame = {
  /** Where the merchant's name leads; null if nowhere. */
  home: string | null
  /** The one way that stands above the page; null where the page has ways enough of its own. */
  way: WayBack | { to: 'shop'; href: string } | null
  /** The address of the person who is signed in. */
  email: string | null
  /** The page of an order: nothing leads away from paying. */
  isOfOrder: boolean
  /** Where one signs in, and comes back from; null where nobody has to, or could. */
  signIn: string | null
}

/** What stands around the page that was asked for. Never fails: a page that says what failed has a frame, too. */
export async function currentFrame(): Promise<Frame> {
  const path = await currentPath()
  const user = await currentUser().catch(() => null)
  const hasAccounts = env().isOn.accounts
  const isOfAccount = hasAccounts && /^\/(login|register|forgot|reset|account)(\/|$)/.test(path)
  const back = isOfAccount ? await currentWayBack() : null
  const home = merchantHome()
  return {
    home,
    way: back ?? (isOfAccount && home !== null ? { to: 'shop', href: home } : null),
    email: user?.email ?? null,
    isOfOrder: isOfOrder(path),
    signIn: !hasAccounts || isOfAccount || isOfOrder(path) || user ? null : await signInFrom(path),
  }
}

async function signInFrom(path: string): Promise<string> {
  return isForAnyone(path) ? `/login?next=${encodeURIComponent(await currentNext())}` : '/login'
}

/** A page that is there for whoever is signed in, and for guests. */
export function isForAnyone(path: string): boolean {
  return path === '/' || path.startsWith('/dealers/') || isOfOrder(path)
}
