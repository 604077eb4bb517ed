import 'server-only'
import { headers } from 'next/headers'
import { cache } from 'react'
import { chosenLocale, type Locale } from '@/lib/shared/locale'
import { localeOf } from './accept-language'

/** The page's language: the cookie's, else the order's, else the browser's, else Turkish. */
export const currentLocale = cache(async (): Promise<Locale> => {
  const header = await headers()
  return chosenLocale(header.get('cookie')) ?? localeOf(header.get('x-pathname') ?? '', header.get('accept-language'))
})
