'use client'

import { type ReactNode, useEffect, useState } from 'react'

type Props = {
  seconds: number
  /** What stands around the number, in the place of which it has `{n}`. */
  waiting: string
  over: string
  children: ReactNode
}

/**
 * Shows its children once the seconds are over, and announces that once. Without scripts they are there from
 * the start, and pressing too soon says how long to wait.
 */
export function Countdown({ seconds, waiting, over, children }: Props) {
  const [left, setLeft] = useState<number | null>(null)
  useEffect(() => {
    const until = performance.now() + seconds * 1000
    const tick = () => setLeft(Math.max(0, Math.ceil((until - performance.now()) / 1000)))
    tick()
    const timer = setInterval(tick, 500)
    return () => clearInterval(timer)
  }, [seconds])

  const [before, after] = waiting.split('{n}')
  const isWaiting = left !== null && left > 0
  return (
    <>
      {isWaiting ? (
        <p aria-hidden="true" className="min-h-11 py-2.5 text-sm text-soft tabular-nums">
          <span>{before}</span>
          <span>{left}</span>
          <span>{after}</span>
        </p>
      ) : (
        children
      )}
      <span role="status" className="sr-only">
        {left === 0 && seconds > 0 ? over : ''}
      </span>
    </>
  )
}
