import 'server-only'
import { headers } from 'next/headers'
import { cache } from 'react'
import { chosenLocale, type Locale } from '@/lib/shared/locale'
import { localeOf } from './accept-language'
import { orderOfPath } from './order-of-path'

/** The path of the page that was asked for. */
export async function currentPath(): Promise<string> {
  return (await headers()).get('x-pathname') ?? ''
}

/** The page's language: the cookie's, else the order's, else the browser's, else Turkish. */
export const currentLocale = cache(async (): Promise<Locale> => {
  const header = await headers()
  return chosenLocale(header.get('cookie')) ?? localeOf(await orderOfPath(await currentPath()), header.get('accept-language'))
})
