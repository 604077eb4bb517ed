'use client'

import type { FormEvent } from 'react'
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
}

type Props = {
  card: CardLine
  /** Null when nothing can be changed. */
  send: { action: (form: FormData) => void; onSubmit: (event: FormEvent<HTMLFormElement>) => void } | null
  wrong: CardsState['wrong']
  busy: boolean
  words: Messages['cards']['list']
}

/** One card, with what its owner can do with it. Folding needs no script, and a card opens only one fold at a time. */
export function SavedCardLine({ card, send, wrong, busy, words }: Props) {
  const error = wrong?.cardId === card.id ? wrong : null
  const press = { 'aria-disabled': busy || undefined }
  return (
    <li data-card-id={card.id} className="py-4">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold">{card.name}</h3>
          <p className="text-sm text-soft tabular-nums">{card.detail}</p>
          <p className="text-sm text-soft tabular-nums">
            <span>{card.expiry}</span>
            {card.warning ? (
              <strong className={`ml-2 font-medium ${card.isExpired ? 'text-bad' : 'text-wait'}`}>{card.warning}</strong>
            ) : null}
          </p>
          <p className="text-sm text-soft">{card.lastUsed}</p>
          {card.isDefault ? <p className="mt-1 text-sm font-medium text-good">{words.isDefault}</p> : null}
        </div>
        {card.brand ? <BrandMark brand={card.brand} className="mt-1 shrink-0" /> : null}
      </div>
      {send ? (
        <div className="mt-1 flex flex-wrap gap-x-6">
          {card.isDefault ? null : (
            <form {...send}>
              <input type="hidden" name="card" value={card.id} />
              <button type="submit" name="intent" value="default" className="link-button" {...press}>
                <span>{words.makeDefault}</span>
                <span className="sr-only">{`: ${card.name}`}</span>
              </button>
            </form>
          )}
          <details name={`card-${card.id}`} className="unfold" open={error !== null}>
            <summary>
              <span>{words.rename}</span>
              <span className="sr-only">{`: ${card.name}`}</span>
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
              <button type="submit" name="intent" value="rename" className="button" {...press}>
                {busy ? words.working : words.saveName}
              </button>
            </form>
          </details>
          <details name={`card-${card.id}`} className="unfold">
            <summary>
              <span>{words.remove}</span>
              <span className="sr-only">{`: ${card.name}`}</span>
            </summary>
            <form {...send} className="pt-2">
              <input type="hidden" name="card" value={card.id} />
              <p className="font-semibold">{card.removeQuestion}</p>
              <p className="mt-1 mb-3 text-sm text-soft">{words.removeText}</p>
              <button type="submit" name="intent" value="delete" className="button button-bad" {...press}>
                {busy ? words.working : words.removeForGood}
              </button>
            </form>
          </details>
        </div>
      ) : null}
    </li>
  )
}
