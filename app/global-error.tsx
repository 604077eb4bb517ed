'use client'

import './globals.css'
import { useState } from 'react'
import { CrashNotice } from '@/components/layout/crash-notice'
import { SupportLink } from '@/components/layout/support-link'
import { crash } from '@/lib/shared/messages/crash'

/** Stands in for the layout itself, so it brings its own document. */
export default function GlobalErrorPage() {
  const [{ lang, merchant, support }] = useState(lastDocument)
  return (
    <html lang={lang}>
      <body className="flex min-h-dvh flex-col antialiased">
        <header className="border-b border-hairline">
          <p className="mx-auto flex min-h-14 w-full max-w-5xl items-center px-4 font-semibold sm:px-8">{merchant}</p>
        </header>
        <CrashNotice />
        <footer className="border-t border-hairline text-sm">
          <p className="mx-auto w-full max-w-5xl px-4 py-4 sm:px-8">
            <span>{crash[lang].help}</span> <SupportLink support={support} label={support} />
          </p>
        </footer>
      </body>
    </html>
  )
}

/** There is no server to ask whose page this is, so the document that is replaced says it, while it still stands. */
function lastDocument() {
  if (typeof document === 'undefined') return { lang: 'tr' as const, merchant: '', support: '' }
  const { lang, dataset } = document.documentElement
  return { lang: lang === 'en' ? ('en' as const) : ('tr' as const), merchant: dataset.merchant, support: dataset.support ?? '' }
}
