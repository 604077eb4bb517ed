'use client'

import { useSearchParams } from 'next/navigation'
import type { Locale } from '@/lib/shared/locale'

/** The same page in the other language, with all that its address says. */
export function LanguageLink({ other, text }: { other: Locale; text: string }) {
  const query = new URLSearchParams(useSearchParams())
  query.set('lang', other)
  return (
    <a className="inline-flex min-h-11 items-center" href={`?${query}`} hrefLang={other} lang={other} rel="nofollow">
      {text}
    </a>
  )
}
