import type { ReactNode } from 'react'
import type { Messages } from '@/lib/shared/messages'
import { type Scannable, ScannableAddress } from './scannable'

type Props = { page: Scannable; words: Messages['checkout']['byPhone']; isOpen?: boolean; children?: ReactNode }

/** The page's own address, for the camera of a phone. On a narrow screen, most likely a phone's, it is not shown. */
export function PayByPhone({ page, words, isOpen = false, children }: Props) {
  return (
    <details open={isOpen || undefined} className="unfold mt-6 hidden text-sm lg:block print:hidden">
      <summary className="min-h-11 py-2.5">{words.heading}</summary>
      <p className="text-soft">{words.how}</p>
      <ScannableAddress page={page} label={words.picture} />
      {children}
    </details>
  )
}
