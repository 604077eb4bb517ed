import type { ReactNode } from 'react'
import { FORM_FIELDS } from '@/lib/shared/cards/card-form'
import type { PlanRow } from '@/lib/shared/payments/plans-view'
import type { PickedPlans, PlanWords } from './use-plans'

type Props = {
  picked: PickedPlans
  words: PlanWords
  /** The page was opened to show it. */
  takesFocus: boolean
  children: ReactNode
}

/** The ways to pay as one group of radio buttons, the single payment first. Without scripts it is shown once a card is known. */
export function PlanPicker({ picked, words, takesFocus, children }: Props) {
  const { rows, chosen, note, isKnown, isLate, doing, choose, askAgain, isAwake } = picked
  const isChoice = rows.length > 1
  return (
    <fieldset className={`plans mb-5 min-w-0 ${isKnown ? '' : 'needs-scripts'}`}>
      <legend className="mb-1 text-xl font-semibold tracking-tight">{words.legend}</legend>
      <div className="plans-note">
        <p role="status">
          {isAwake || !(isKnown && isLate) ? (
            <span>{doing === null ? note : words[doing]}</span>
          ) : (
            <>
              <span className="needs-scripts">{words.loading}</span>
              <span className="needs-no-scripts">{note}</span>
            </>
          )}
        </p>
        {doing === 'failed' ? (
          <button type="button" className="link-button" onClick={askAgain}>
            {words.retry}
          </button>
        ) : null}
      </div>
      <div className="overflow-x-auto rounded-control border border-control">
        <table className="plan-table" aria-busy={doing === 'loading'}>
          <thead className={isChoice ? '' : 'sr-only'}>
            <tr>
              <th scope="col">{words.plan}</th>
              <th scope="col">{words.monthly}</th>
              <th scope="col">{words.total}</th>
              <th scope="col">{words.difference}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row
                key={row.count}
                row={row}
                isChosen={row === chosen}
                // The plans of the card before, until those of this one are there.
                isPast={doing === 'loading' && row.count > 1}
                takesFocus={takesFocus && row === chosen}
                choose={choose}
                words={words}
              />
            ))}
          </tbody>
        </table>
      </div>
      {isChoice ? <p className="mt-3 text-sm text-soft">{words.last}</p> : null}
      {children}
      <p role="status" className={`plans-drawn ${isAwake ? '' : 'if-as-opened'}`}>
        {isChoice ? chosen.drawn : ''}
      </p>
    </fieldset>
  )
}

type RowProps = {
  row: PlanRow
  isChosen: boolean
  isPast: boolean
  takesFocus: boolean
  choose: (count: number) => void
  words: PlanWords
}

function Row({ row, isChosen, isPast, takesFocus, choose, words }: RowProps) {
  const { count, value, label, monthly, total, difference, note, said } = row
  return (
    <tr>
      <th scope="row">
        <label>
          <input
            type="radio"
            name={FORM_FIELDS.plan}
            value={value}
            checked={isChosen}
            onChange={() => choose(count)}
            disabled={isPast}
            // biome-ignore lint/a11y/noAutofocus: without scripts, it is what the page was asked for.
            autoFocus={takesFocus}
            aria-label={said}
            className="tick"
            autoComplete="off"
          />
          <span aria-hidden="true">{label}</span>
        </label>
        {note ? <span className="plan-campaign">{note}</span> : null}
      </th>
      <Amount word={words.monthly} amount={monthly} />
      <Amount word={words.total} amount={total} />
      <Amount word={difference === words.noDifference ? '' : words.difference} amount={difference} />
    </tr>
  )
}

/** With its word where there is no room for a head of columns. */
function Amount({ word, amount }: { word: string; amount: string }) {
  if (amount === '') return <td />
  return (
    <td>
      <span className="plan-word">{word}</span> <span>{amount}</span>
    </td>
  )
}
