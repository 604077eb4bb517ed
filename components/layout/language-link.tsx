'use client'

import { useSearchParams } from 'next/navigation'
import { useEffect } from 'react'
import type { Locale } from '@/lib/shared/locale'
import { bringTyped, keepTyped } from './keep-typed'

/** The same page in the other language, with all that its address says and what was typed. */
export function LanguageLink({ other, text }: { other: Locale; text: string }) {
  const query = new URLSearchParams(useSearchParams())
  query.set('lang', other)
  useEffect(() => void bringTyped(), [])
  return (
    <a className="inline-flex min-h-11 items-center" href={`?${query}`} hrefLang={other} lang={other} rel="nofollow" onClick={keepTyped}>
      {text}
    </a>
  )
}
