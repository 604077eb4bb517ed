'use client'

import { useEffect, useRef } from 'react'
import { type FormAction, useSubmit } from '@/components/ui/use-submit'
import { type CardsState, NO_CHANGE } from '@/lib/shared/cards/cards-state'
import type { Messages } from '@/lib/shared/messages'
import { type CardLine, SavedCardLine } from './saved-card-line'

type Props = {
  cards: CardLine[]
  heading: string
  empty: string
  /** Null when nothing can be changed. */
  action: FormAction<CardsState> | null
  /** The page itself, as it was opened. */
  path: string
  words: Messages['cards']['list']
}

/**
 * A user's saved cards. After a change the heading takes the focus, since the button that was pressed may be
 * gone; if a name is not accepted, its field takes it, so that the mistake is read out.
 */
export function SavedCards({ cards, heading, empty, action, path, words }: Props) {
  const { formAction, state, round, busy, onSubmit } = useSubmit({
    action: action ?? stay,
    initial: NO_CHANGE,
    lost: words.lost,
    once: NO_CHANGE,
  })
  const top = useRef<HTMLHeadingElement>(null)
  const { message, problem, wrong, way } = state
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer takes the focus, even one that says the same.
  useEffect(() => {
    if (message || problem) top.current?.focus()
    else if (wrong) document.getElementById(wrong.cardId)?.focus()
  }, [round, message, problem, wrong])

  const said = problem ?? message
  return (
    <section aria-labelledby="cards-heading">
      {wrong ? <title>{`${words.errorPrefix}${heading}`}</title> : null}
      <h1 ref={top} id="cards-heading" tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
        {heading}
      </h1>
      <p
        role="status"
        className={
          said
            ? `mt-4 rounded-control border p-4 font-medium ${problem ? 'border-bad bg-bad-tint text-bad' : 'border-hairline text-good'}`
            : 'sr-only'
        }
      >
        {busy ? words.working : said}
      </p>
      {way && !busy ? (
        <a className="inline-flex min-h-11 items-center" href={way.href} target={way.isNewTab ? '_blank' : undefined}>
          {way.text}
        </a>
      ) : null}
      {cards.length === 0 ? (
        <p className="mt-4 text-soft">{empty}</p>
      ) : (
        <ul className={`mt-4 divide-y divide-hairline border-y border-hairline ${busy ? 'opacity-60' : ''}`}>
          {cards.map((card) => (
            <SavedCardLine
              key={`${card.id} ${card.name}`}
              card={card}
              send={action && { action: formAction, onSubmit }}
              wrong={wrong}
              busy={busy}
              path={path}
              words={words}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

async function stay(state: CardsState): Promise<CardsState> {
  return state
}
