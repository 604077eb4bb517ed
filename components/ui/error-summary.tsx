'use client'

import { useEffect, useId, useRef } from 'react'
import type { Way } from '@/lib/shared/form-state'

/**
 * A fault of the last submit, by the id of its field; one that has since been corrected stays in place, struck
 * out, until all are. `href` where it is corrected elsewhere.
 */
export type SummaryItem = { field: string; text: string; isFixed?: boolean; href?: string }

type Props = {
  items?: SummaryItem[]
  /** A sentence about the whole form, and where it leads. */
  problem: string | null
  way?: Way | null | undefined
  words: { errorHeading: string; fixedHeading: string }
}

/** Takes the focus when it appears, which also announces it. Give it a new `key` for every submit. */
export function ErrorSummary({ items = [], problem, way, words }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const heading = useId()
  useEffect(() => box.current?.focus(), [])

  const isFixed = !problem && items.every((item) => item.isFixed)
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="group"
      aria-labelledby={heading}
      className={`mb-6 rounded-control border px-4 ${isFixed ? 'border-hairline py-2' : 'border-bad bg-bad-tint py-4'}`}
    >
      <h2 id={heading} className={`font-semibold ${isFixed ? 'text-soft' : 'text-bad'}`}>
        {isFixed ? words.fixedHeading : words.errorHeading}
      </h2>
      {problem ? <p className="mt-1">{problem}</p> : null}
      {way ? (
        <a className="inline-flex min-h-11 items-center" href={way.href} target={way.isNewTab ? '_blank' : undefined}>
          {way.text}
        </a>
      ) : null}
      {items.length > 0 && !isFixed ? (
        <ul className="mt-1">
          {items.map(({ field, text, isFixed, href = `#${field}` }) => (
            <li key={field} className="py-1">
              {isFixed ? (
                <s aria-hidden="true" className="text-soft">
                  {text}
                </s>
              ) : (
                <a className="text-bad" href={href}>
                  {text}
                </a>
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
