'use client'

import { useActionState, useEffect, useRef } from 'react'
import { type CardsState, NO_CHANGE } from '@/lib/shared/cards/cards-state'
import type { Messages } from '@/lib/shared/messages'
import { type CardLine, SavedCardLine } from './saved-card-line'

type Props = {
  cards: CardLine[]
  heading: string
  empty: string
  /** Null when nothing can be changed. */
  action: ((state: CardsState, form: FormData) => Promise<CardsState>) | null
  words: Messages['cards']['list']
}

/**
 * A user's saved cards. After a change the heading takes the focus, since the button that was pressed may be
 * gone; if a name is not accepted, its field takes it, so that the mistake is read out.
 */
export function SavedCards({ cards, heading, empty, action, words }: Props) {
  const [state, change, busy] = useActionState(action ?? stay, NO_CHANGE)
  const top = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (state.message || state.problem) top.current?.focus()
    else if (state.wrong) document.getElementById(state.wrong.cardId)?.focus()
  }, [state])

  const said = state.problem ?? state.message
  return (
    <section aria-labelledby="cards-heading">
      {state.wrong ? <title>{`${words.errorPrefix}${heading}`}</title> : null}
      <h1 ref={top} id="cards-heading" tabIndex={-1} className="text-2xl font-semibold tracking-tight outline-none">
        {heading}
      </h1>
      <p
        role="status"
        className={
          said
            ? `mt-4 rounded-control border p-4 font-medium ${state.problem ? 'border-bad bg-bad-tint text-bad' : 'border-hairline text-good'}`
            : 'sr-only'
        }
      >
        {busy ? words.working : said}
      </p>
      {cards.length === 0 ? (
        <p className="mt-4 text-soft">{empty}</p>
      ) : (
        <ul className={`mt-2 divide-y divide-hairline border-b border-hairline ${busy ? 'opacity-60' : ''}`}>
          {cards.map((card) => (
            <SavedCardLine
              key={`${card.id} ${card.name}`}
              card={card}
              action={action && change}
              wrong={state.wrong}
              busy={busy}
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
