'use client'

import './globals.css'
import { CrashNotice } from '@/components/layout/crash-notice'

/** Stands in for the layout itself, so it brings its own document. */
export default function GlobalErrorPage() {
  return (
    <html lang="tr">
      <body className="flex min-h-dvh flex-col antialiased">
        <CrashNotice />
      </body>
    </html>
  )
}
