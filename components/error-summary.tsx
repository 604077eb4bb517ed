'use client'

import { useEffect, useRef } from 'react'
import type { CardFault, CardField } from '@/lib/shared/card'
import type { Messages } from '@/lib/shared/messages'
import { inFormOrder } from './check-form'

type Props = {
  /** The faults of the last submit; those that are right by now stay in their place, struck out. */
  faults: CardFault[]
  isWrong: (field: CardField) => boolean
  problem: string | null
  words: Messages['form']
}

/** Takes the focus when it appears, which is also how it is announced. Give it a new `key` for every submit. */
export function ErrorSummary({ faults, isWrong, problem, words }: Props) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])

  const isFixed = !problem && !faults.some(({ field }) => isWrong(field))
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="group"
      aria-labelledby="error-summary"
      className={`mb-6 rounded-control border p-4 ${isFixed ? 'border-hairline' : 'border-bad bg-bad-tint'}`}
    >
      <h3 id="error-summary" className={`font-semibold ${isFixed ? 'text-soft' : 'text-bad'}`}>
        {isFixed ? words.fixedHeading : words.errorHeading}
      </h3>
      {problem ? <p className="mt-1">{problem}</p> : null}
      {faults.length > 0 ? (
        <ul className="mt-1">
          {inFormOrder(faults).map(({ field, problem }) => (
            <li key={field} className="flex min-h-8 items-center">
              {isWrong(field) ? (
                <a className="text-bad" href={`#${field}`}>
                  {words.problems[problem]}
                </a>
              ) : (
                <s aria-hidden="true" className="text-soft">
                  {words.problems[problem]}
                </s>
              )}
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  )
}
