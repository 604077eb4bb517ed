import 'server-only'
import type { Metadata } from 'next'
import { env } from '@/lib/env'
import { findPayable, type Payable } from '@/lib/orders/orders'
import { iconPath } from '@/lib/pictures/icons'
import { HEIGHT, linkPicture, linkPictureVersion, WIDTH } from '@/lib/pictures/link-picture'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { formatMoney } from '@/lib/shared/payments/money'
import { currentLocale } from './locale'
import { answerVersioned, notDrawnNow } from './versioned-answer'

/** What every page says of itself to browsers, and to whatever shows a link to it. */
export async function sitePreview(): Promise<Metadata> {
  const locale = await currentLocale()
  const { site, description } = messagesFor(locale).links
  return {
    icons: {
      icon: [
        { url: iconPath('favicon.ico'), sizes: '48x48' },
        { url: iconPath('icon.svg'), type: 'image/svg+xml', sizes: 'any' },
      ],
      apple: { url: iconPath('apple-touch-icon.png'), sizes: '180x180' },
    },
    manifest: '/manifest.webmanifest',
    ...preview({ title: site, description, payable: null, path: '/link-picture', locale }),
  }
}

/** The same of an order's pages: who is paid, and how much, but not by whom or for what. Empty for an unknown order. */
export async function orderPreview(orderId: string): Promise<Metadata> {
  const payable = await findPayable(orderId)
  if (!payable) return {}
  const { amountKurus, locale } = payable
  const { payment, description } = messagesFor(locale).links
  const title = payment(formatMoney(amountKurus, locale))
  return { description, ...preview({ title, description, payable, path: `/checkout/${orderId}/link-picture`, locale }) }
}

type Shown = { title: string; description: string; payable: Payable | null; path: string; locale: Locale }

/** Programs that show links have no cookies and know no page that the address is relative to. */
function preview({ title: what, description, payable, path, locale }: Shown): Metadata {
  const { appUrl, merchantName } = env()
  const title = `${what} – ${merchantName}`
  const url = `${appUrl}${path}?v=${linkPictureVersion(payable)}`
  return {
    openGraph: {
      type: 'website',
      siteName: merchantName,
      locale: locale === 'tr' ? 'tr_TR' : 'en_GB',
      title,
      description,
      images: [{ url, width: WIDTH, height: HEIGHT, type: 'image/png', alt: title }],
    },
    twitter: { card: 'summary_large_image' },
  }
}

/** The picture of an order, or the one for every other page. */
export async function answerPicture(request: Request, payable: Payable | null): Promise<Response> {
  const bytes = await linkPicture(payable)
  if (!bytes) return notDrawnNow()
  return answerVersioned(request, {
    bytes,
    contentType: 'image/png',
    version: linkPictureVersion(payable),
    headers: { 'X-Robots-Tag': 'noindex' },
  })
}
