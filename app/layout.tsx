import './globals.css'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { currentFrame } from '@/app/frame'
import { signOut } from '@/app/sign-out'
import { SignOut } from '@/components/layout/sign-out'
import { SiteFooter } from '@/components/layout/site-footer'
import { SiteHeader } from '@/components/layout/site-header'
import { env } from '@/lib/env'
import { merchantLogo } from '@/lib/merchant'
import { messagesFor } from '@/lib/shared/messages'
import { sitePreview } from '@/lib/web/link-preview'
import { currentLocale } from '@/lib/web/locale'

export const generateMetadata = sitePreview

/** One frame around every page: whose it is, where it leads back to, who is signed in, and where help is. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await currentLocale()
  const nonce = (await headers()).get('x-nonce') ?? undefined
  const { merchantName, merchantSupport, brandAccent, isOn } = env()
  const { home, way, email, isOfOrder, signIn } = await currentFrame()
  const { frame, site, dealers, button } = messagesFor(locale)
  return (
    // The two values are for the page that stands in for this one when nothing answers any more.
    <html lang={locale} data-merchant={merchantName} data-support={merchantSupport}>
      <head>
        <meta name="theme-color" content={brandAccent} />
        {/* Browsers hide the nonce from scripts, so the one in the page never equals the one React holds. */}
        <style nonce={nonce} suppressHydrationWarning>{`:root{--accent:${brandAccent}}`}</style>
      </head>
      <body className="flex min-h-dvh flex-col antialiased">
        <a className="skip-link" href="#content">
          {frame.skip}
        </a>
        <SiteHeader
          merchantName={merchantName}
          home={home}
          logo={merchantLogo()}
          email={email}
          hasAccountLink={!isOfOrder}
          signIn={signIn}
          way={way && { href: way.href, text: frame.ways[way.to] }}
          words={frame}
        />
        <div id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
          {children}
        </div>
        {email === null ? null : <SignOut action={signOut} words={button} />}
        <SiteFooter
          locale={locale}
          support={merchantSupport}
          words={{ ...site, dealers: isOn.dealers && !isOfOrder ? dealers.link : null }}
        />
      </body>
    </html>
  )
}
