import type { ReactNode } from 'react'
import { AccountNav } from '@/components/accounts/account-nav'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale, currentPath } from '@/lib/web/locale'
import { currentWayBack, keepWayBack } from '@/lib/web/way-back'

/** Shows nothing personal: each page checks for itself who is signed in. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { account } = messagesFor(await currentLocale())
  const pages = [
    { path: '/account/cards', label: account.navCards },
    { path: '/account/payments', label: account.navPayments },
    { path: '/account', label: account.navAccount },
  ]
  const [current, back] = [await currentPath(), await currentWayBack()]
  const links = pages.map(({ path, label }) => ({ href: keepWayBack(back, path), label, isCurrent: path === current }))
  return (
    <>
      <AccountNav label={account.nav} links={links} />
      {children}
    </>
  )
}
