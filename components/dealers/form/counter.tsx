'use client'

import { useEffect, useState } from 'react'
import type { Messages } from '@/lib/shared/messages'

type Props = { id: string; used: number | null; max: number; words: Messages['dealers']['form'] }

const NEAR = 10
const PAUSE_MS = 1000

/** How many characters are left. A screen reader announces it only near the end, after a pause in typing. */
export function Counter({ id, used, max, words }: Props) {
  const left = max - (used ?? 0)
  const text = (left < 0 ? words.charactersOver : words.charactersLeft).replace('{n}', String(Math.abs(left)))
  const [said, setSaid] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSaid(used && left <= NEAR ? text : ''), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [used, left, text])
  return (
    <>
      <span id={id} className={`min-h-5 tabular-nums ${left < 0 ? 'font-medium text-bad' : 'text-soft'}`}>
        {used ? text : ''}
      </span>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  )
}
