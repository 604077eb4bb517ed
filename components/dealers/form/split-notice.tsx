'use client'

import { useEffect, useRef } from 'react'
import type { Messages } from '@/lib/shared/messages'

type Props = { hasFocus: boolean; words: Messages['dealers']['form'] }

/** Says that a long address was split. It takes the focus, which announces it, unless there are mistakes to tell first. */
export function SplitNotice({ hasFocus, words }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (hasFocus) box.current?.focus()
  }, [hasFocus])
  return (
    <div ref={box} tabIndex={-1} role="group" aria-labelledby="split-heading" className="mb-6 rounded-control border border-control p-4">
      <h2 id="split-heading" className="font-semibold">
        {words.splitHeading}
      </h2>
      <p className="mt-1 text-sm text-soft">{words.splitText}</p>
    </div>
  )
}
