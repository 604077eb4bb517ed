'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { pollDelay } from './poll-delay'

/** How often the browser itself asks while our scripts have not arrived, in seconds; without any, in `noscript`. */
const EVERY_S = 15
const EVERY_WITHOUT_SCRIPTS_S = 5

const TOOK_OVER = 'asking'

/** Stands in the page itself, so it runs when our scripts never come. For browsers of any age. */
const ASK_UNTIL_THEN = `setInterval(function(){if(!document.documentElement.hasAttribute('data-${TOOK_OVER}')&&navigator.onLine&&!document.hidden)location.reload()},${EVERY_S}e3)`

type Props = {
  nonce: string | undefined
  /** What is typed on the page must stay, so the browser itself reloads nothing. */
  isForm?: boolean
}

/**
 * Reloads the page's content, less and less often, until it comes back without this component. Pauses while hidden.
 * Until its script has taken over, the browser reloads the whole page, which changes nothing.
 */
export function RefreshWhilePending({ nonce, isForm = false }: Props) {
  const router = useRouter()
  const [isReading, startReading] = useTransition()
  const times = useRef(0)

  useEffect(() => {
    document.documentElement.setAttribute(`data-${TOOK_OVER}`, '')
  }, [])

  useEffect(() => {
    if (isReading) return
    const read = () => {
      // A refresh that cannot reach us would replace the page with the browser's own error.
      if (document.hidden || !navigator.onLine) return
      times.current += 1
      startReading(() => router.refresh())
    }
    const timer = setTimeout(read, pollDelay(times.current))
    document.addEventListener('visibilitychange', read)
    addEventListener('online', read)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', read)
      removeEventListener('online', read)
    }
  }, [isReading, router])

  if (isForm) return null
  return (
    <>
      {/* Browsers hide the nonce from scripts, so the one in the page never equals the one React holds. */}
      <script nonce={nonce} suppressHydrationWarning>
        {ASK_UNTIL_THEN}
      </script>
      <noscript>
        <meta httpEquiv="refresh" content={String(EVERY_WITHOUT_SCRIPTS_S)} />
      </noscript>
    </>
  )
}
