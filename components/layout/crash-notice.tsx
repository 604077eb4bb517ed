'use client'

import { useEffect, useState } from 'react'
import { isLocale, type Locale } from '@/lib/shared/locale'
import { crash } from '@/lib/shared/messages/crash'

/** The page's language is read from the page: an error page has no server to ask. */
export function CrashNotice() {
  const [locale, setLocale] = useState<Locale>('tr')
  // Only once the page is in place: if the server broke off, the document has no language before then.
  useEffect(() => {
    const { lang } = document.documentElement
    if (isLocale(lang)) setLocale(lang)
  }, [])
  const words = crash[locale]
  return (
    <main className="mx-auto w-full max-w-xl flex-1 px-4 py-12 sm:px-8 sm:py-20">
      <title>{words.heading}</title>
      <h1 className="text-2xl font-semibold tracking-tight">{words.heading}</h1>
      <p className="mt-3 text-soft">{words.text}</p>
      <p className="mt-8">
        <button type="button" className="button" onClick={() => location.reload()}>
          {words.retry}
        </button>
      </p>
    </main>
  )
}
