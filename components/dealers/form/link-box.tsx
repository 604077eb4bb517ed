'use client'

import { useEffect, useRef, useState } from 'react'
import type { Messages } from '@/lib/shared/messages'

type Props = {
  link: string
  inAccount: boolean
  /** Where the steps are a page away. */
  hasWayBack?: boolean
  words: Messages['dealers']['form']
}

/** The secret link, shown once. It takes the focus, which announces it. */
export function LinkBox({ link, inAccount, hasWayBack = false, words }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [isCopied, setCopied] = useState(false)
  useEffect(() => box.current?.focus(), [])

  async function copy() {
    await navigator.clipboard.writeText(link).then(
      () => setCopied(true),
      () => box.current?.querySelector('input')?.select(),
    )
  }

  return (
    <div
      ref={box}
      tabIndex={-1}
      role="group"
      aria-labelledby="link-heading"
      className="mb-6 rounded-control border border-control p-4"
      data-resume-link=""
    >
      <h2 id="link-heading" className="font-semibold text-good">
        {words.linkHeading}
      </h2>
      {inAccount ? <p className="mt-1 text-sm">{words.inAccount}</p> : null}
      <p className="mt-1 mb-3 text-sm text-soft">{words.linkText}</p>
      <label htmlFor="resume-link" className="mb-1 block text-sm font-medium">
        {words.linkLabel}
      </label>
      <input
        id="resume-link"
        type="text"
        readOnly
        value={link}
        autoComplete="off"
        className="control"
        onFocus={(event) => event.currentTarget.select()}
      />
      <p className="mt-1 flex flex-wrap items-center gap-x-4">
        <button type="button" className="link-button needs-scripts" onClick={() => void copy()}>
          {words.copy}
        </button>
        <span role="status" className="text-sm text-good">
          {isCopied ? words.copied : ''}
        </span>
        <a className="link-button" href={`mailto:?subject=${encodeURIComponent(words.mailSubject)}&body=${encodeURIComponent(link)}`}>
          {words.mail}
        </a>
        {hasWayBack ? (
          <a className="link-button" href="/dealers/apply/tasks">
            {words.back}
          </a>
        ) : null}
      </p>
    </div>
  )
}
