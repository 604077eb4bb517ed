'use client'

import { useState } from 'react'
import type { Messages } from '@/lib/shared/messages'

/** Prints the receipt, and hands on its address, which shows others nothing of the card or the person. */
export function ReceiptTools({ words }: { words: Messages['result']['tools'] }) {
  const [said, say] = useState('')

  async function share(): Promise<void> {
    const url = location.origin + location.pathname
    try {
      if (navigator.share) return await navigator.share({ url })
      await navigator.clipboard.writeText(url)
      say(words.copied)
    } catch (error) {
      if ((error as Error).name !== 'AbortError') say(words.notCopied)
    }
  }

  return (
    <div className="needs-scripts mt-2 print:hidden">
      <div className="flex flex-wrap gap-2">
        <button type="button" className="button button-quiet grow" onClick={() => print()}>
          <span>{words.print}</span>
        </button>
        <button type="button" className="button button-quiet grow" onClick={share}>
          <span>{words.share}</span>
        </button>
      </div>
      <p role="status" className="mt-2 text-sm empty:mt-0">
        {said}
      </p>
    </div>
  )
}
