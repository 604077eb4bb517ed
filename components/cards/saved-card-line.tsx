'use client'

import type { FormEvent, MouseEvent } from 'react'
import { BrandMark } from '@/components/card-form/brand-mark'
import { TextField } from '@/components/ui/text-field'
import type { CardBrand } from '@/lib/shared/cards/card'
import type { CardsState } from '@/lib/shared/cards/cards-state'
import type { Messages } from '@/lib/shared/messages'

/** A saved card in words. */
export type CardLine = {
  id: string
  brand: CardBrand | null
  name: string
  detail: string
  expiry: string
  warning: string
  isExpired: boolean
  lastUsed: string
  isDefault: boolean
  removeQuestion: string
  /** How many payments it has made, and where they are listed; null for none. */
  payments: { count: number; href: string } | null
}

type Props = {
  card: CardLine
  /** Null when nothing can be changed. */
  send: { action: (form: FormData) => void; onSubmit: (event: FormEvent<HTMLFormElement>) => void } | null
  wrong: CardsState['wrong']
  busy: boolean
  /** The page itself: where cancelling leads without scripts. */
  path: string
  words: Messages['cards']['list']
}

/** One card, with what its owner can do with it. Folding needs no script, and a card opens only one fold at a time. */
export function SavedCardLine({ card, send, wrong, busy, path, words }: Props) {
  const error = wrong?.cardId === card.id ? wrong : null
  const press = { 'aria-disabled': busy || undefined }
  return (
    <li data-card-id={card.id} className="py-4">
      <div className="flex items-start gap-4">
        <span className="mt-0.5 h-7 w-[42px] shrink-0">{card.brand ? <BrandMark brand={card.brand} /> : null}</span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-baseline gap-x-3">
            <h2 className="min-w-0 font-semibold break-words">{card.name}</h2>
            {card.isDefault ? <p className="text-sm font-medium text-good">{words.isDefault}</p> : null}
          </div>
          <p className="text-sm text-soft tabular-nums">{card.detail}</p>
          <p className="text-sm text-soft tabular-nums">
            <span>{card.expiry}</span>
            {card.warning ? (
              <strong className={`ml-2 font-medium ${card.isExpired ? 'text-bad' : 'text-wait'}`}>{card.warning}</strong>
            ) : null}
          </p>
          <p className="text-sm text-soft">{card.lastUsed}</p>
          {card.payments ? (
            <a className="inline-flex min-h-11 items-center gap-1 text-sm" href={card.payments.href}>
              <span>{words.payments}</span>
              <OfCard name={card.name} />
              <span className="tabular-nums">{`(${card.payments.count})`}</span>
            </a>
          ) : null}
        </div>
      </div>
      {send ? (
        <div className="folds">
          {card.isDefault ? null : (
            <form {...send}>
              <input type="hidden" name="card" value={card.id} />
              <button type="submit" name="intent" value="default" className="link-button" {...press}>
                <span>{words.makeDefault}</span>
                <OfCard name={card.name} />
              </button>
            </form>
          )}
          <details name={`card-${card.id}`} className="unfold" open={error !== null}>
            <summary>
              <span>{words.rename}</span>
              <OfCard name={card.name} />
            </summary>
            <form {...send} noValidate className="pt-2">
              <input type="hidden" name="card" value={card.id} />
              <TextField
                id={card.id}
                name="description"
                label={words.name}
                autoComplete="off"
                defaultValue={error?.typed ?? card.name}
                error={error?.text}
              />
              <div className="flex flex-wrap gap-3">
                <button type="submit" name="intent" value="rename" className="button" {...press}>
                  {busy ? words.working : words.saveName}
                </button>
                <Cancel path={path} hasError={error !== null} words={words} />
              </div>
            </form>
          </details>
          <details name={`card-${card.id}`} className="unfold">
            <summary>
              <span>{words.remove}</span>
              <OfCard name={card.name} />
            </summary>
            <form {...send} className="pt-2">
              <input type="hidden" name="card" value={card.id} />
              <p className="font-semibold">{card.removeQuestion}</p>
              <p className="mt-1 mb-4 text-sm text-soft">{words.removeText}</p>
              <div className="flex flex-wrap gap-3">
                <button type="submit" name="intent" value="delete" className="button button-bad" {...press}>
                  {busy ? words.working : words.removeForGood}
                </button>
                <Cancel path={path} hasError={error !== null} words={words} />
              </div>
            </form>
          </details>
        </div>
      ) : null}
    </li>
  )
}

/** Tells the same words of several cards apart. */
function OfCard({ name }: { name: string }) {
  return <span className="sr-only">{`: ${name}`}</span>
}

/** Closes its fold; after a mistake it loads the page again, which forgets it. */
function Cancel({ path, hasError, words }: { path: string; hasError: boolean; words: Props['words'] }) {
  return (
    <a className="button button-quiet" href={path} onClick={hasError ? undefined : closeFold}>
      {words.cancel}
    </a>
  )
}

/** With scripts, cancelling needs no new page. */
function closeFold(event: MouseEvent<HTMLAnchorElement>): void {
  const fold = event.currentTarget.closest('details')
  if (!fold) return
  event.preventDefault()
  fold.querySelector('form')?.reset()
  fold.open = false
  fold.querySelector('summary')?.focus()
}
