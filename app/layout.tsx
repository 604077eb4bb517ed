import './globals.css'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { SiteFooter } from '@/components/layout/site-footer'
import { SiteHeader } from '@/components/layout/site-header'
import { env } from '@/lib/env'
import { merchantHome, merchantLogo } from '@/lib/merchant'
import { messagesFor } from '@/lib/shared/messages'
import { sitePreview } from '@/lib/web/link-preview'
import { currentLocale } from '@/lib/web/locale'

export const generateMetadata = sitePreview

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await currentLocale()
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const { merchantName, merchantSupport, brandAccent, isOn } = env()
  const { account, site, dealers } = messagesFor(locale)
  return (
    <html lang={locale}>
      <head>
        <meta name="theme-color" content={brandAccent} />
        {/* Browsers hide the nonce from scripts, so the one in the page never equals the one React holds. */}
        <style nonce={nonce} suppressHydrationWarning>{`:root{--accent:${brandAccent}}`}</style>
      </head>
      <body className="flex min-h-dvh flex-col antialiased">
        <SiteHeader
          merchantName={merchantName}
          home={merchantHome()}
          logo={merchantLogo()}
          accountLink={isOn.accounts ? account.link : null}
        />
        {children}
        <SiteFooter locale={locale} support={merchantSupport} words={{ ...site, dealers: isOn.dealers ? dealers.link : null }} />
      </body>
    </html>
  )
}
