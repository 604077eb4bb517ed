import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { AccountNav } from '@/components/accounts/account-nav'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'

/** Shows nothing personal: each page checks for itself who is signed in. */
export default async function AccountLayout({ children }: { children: ReactNode }) {
  const { account } = messagesFor(await currentLocale())
  const { nav, navCards, navAccount } = account
  return (
    <>
      <AccountNav current={(await headers()).get('x-pathname') ?? ''} words={{ nav, navCards, navAccount }} />
      {children}
    </>
  )
}
