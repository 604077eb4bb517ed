'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef, useTransition } from 'react'
import { pollDelay } from './poll-delay'

/** Reloads the page's content, less and less often, until it comes back without this component. Pauses while hidden. */
export function RefreshWhilePending() {
  const router = useRouter()
  const [isReading, startReading] = useTransition()
  const times = useRef(0)

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

  return null
}
