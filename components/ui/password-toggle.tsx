'use client'

import { useSyncExternalStore } from 'react'

type Props = {
  controls: string
  isShown: boolean
  onToggle: () => void
  words: { show: string; hide: string; showShort: string; hideShort: string }
}

const never = () => () => {}

/** Appears once scripts run, since it could do nothing without them. */
export function PasswordToggle({ controls, isShown, onToggle, words }: Props) {
  const runs = useSyncExternalStore(
    never,
    () => true,
    () => false,
  )
  if (!runs) return null
  return (
    <button
      type="button"
      aria-controls={controls}
      aria-label={isShown ? words.hide : words.show}
      onClick={onToggle}
      className="absolute inset-y-0 right-0 min-w-16 cursor-pointer rounded-control px-3 text-base text-soft hover:text-ink"
    >
      {isShown ? words.hideShort : words.showShort}
    </button>
  )
}
