'use client'

import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Province } from '@/lib/shared/dealers/dealer-form'
import { fold } from '@/lib/shared/dealers/dealer-text'
import { findDistrict } from '@/lib/shared/dealers/read-answers'
import type { Messages } from '@/lib/shared/messages'
import { FieldNote } from './field-note'
import type { FieldState } from './place-fields'
import type { Question } from './questions'

type Props = {
  provinces: Province[]
  /** The chosen province's; empty until one is chosen. */
  city: string
  district: FieldState & { question: Question }
  words: Messages['dealers']['form']
}

/**
 * The district. Without scripts it is a list of all districts by province. With them that list still holds the answer
 * and posts it, out of sight, while people type into a combobox (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 */
export function DistrictField({ provinces, city, district: { question, value, error, pastError }, words }: Props) {
  const select = useRef<HTMLSelectElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const told = useRef(value)
  const [isLive, setLive] = useState(false)
  const [text, setText] = useState(value)
  const [isOpen, setOpen] = useState(false)
  /** Until something is typed, all districts are offered, whichever is chosen. */
  const [isTyped, setTyped] = useState(false)
  const [active, setActive] = useState(-1)

  const all = provinces.find(({ code }) => code === city)?.districts ?? []
  const chosen = findDistrict(provinces, city, text) ?? text
  const found = isTyped ? all.filter((name) => fold(name).includes(fold(text))) : all

  useEffect(() => {
    // A choice made before the scripts loaded counts, and so does the focus.
    setText(select.current?.value ?? '')
    setLive(true)
  }, [])
  useEffect(() => {
    if (isLive && document.activeElement === select.current) input.current?.focus()
  }, [isLive])
  useEffect(() => {
    // Another province has other districts.
    if (isLive && city !== '') setText((text) => findDistrict(provinces, city, text) ?? '')
    setTyped(false)
  }, [isLive, provinces, city])
  useEffect(() => {
    // For the form, which looks again at an answer that it has complained about.
    if (isLive && chosen !== told.current) select.current?.dispatchEvent(new Event('input', { bubbles: true }))
    told.current = chosen
  }, [isLive, chosen])
  useEffect(() => {
    // Newer browsers return a promise, which React would take for the effect's end.
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  function open(at = -1) {
    setOpen(true)
    setActive(at)
  }

  function close() {
    setOpen(false)
    setActive(-1)
  }

  function choose(name: string) {
    setText(name)
    setTyped(false)
    close()
  }

  function type(typed: string) {
    setText(typed)
    setTyped(typed !== '')
    open()
  }

  function press(event: KeyboardEvent<HTMLInputElement>) {
    const { key, altKey } = event
    const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      if (altKey) return step > 0 ? open() : close()
      const from = isOpen ? active : -1
      const next = from === -1 && step === -1 ? found.length - 1 : (from + step + found.length) % Math.max(1, found.length)
      return open(found.length === 0 ? -1 : next)
    }
    if (key === 'Escape' && (isOpen || text !== '')) {
      event.preventDefault()
      return isOpen ? close() : type('')
    }
    if (key === 'Enter' && isOpen) {
      event.preventDefault()
      const name = found[active] ?? (isTyped && found.length === 1 ? found[0] : undefined)
      return name === undefined ? close() : choose(name)
    }
  }

  function leave() {
    if (isTyped && found.length === 1 && found[0]) choose(found[0])
    else close()
  }

  const label = question.wordings.any.label
  const count =
    city === '' ? words.chooseCity : found.length === 0 ? words.noDistrict : words.districtsFound.replace('{n}', String(found.length))
  const isUnknown = isLive && text !== '' && !all.includes(chosen)
  return (
    <div>
      {isLive ? (
        <>
          <label htmlFor="province" id="province-label" className="mb-1 block text-sm font-medium">
            {label}
          </label>
          <div className="with-arrow">
            <input
              ref={input}
              id="province"
              type="text"
              role="combobox"
              aria-autocomplete="list"
              aria-expanded={isOpen}
              aria-controls="province-list"
              aria-activedescendant={isOpen && active >= 0 ? `province-${active}` : undefined}
              aria-invalid={error ? true : undefined}
              aria-describedby="province-note"
              aria-required="true"
              autoComplete="off"
              autoCorrect="off"
              autoCapitalize="none"
              spellCheck={false}
              className="control pr-10"
              value={text}
              onChange={(event) => type(event.target.value)}
              onKeyDown={press}
              onClick={() => open()}
              onBlur={leave}
            />
            <div
              ref={list}
              id="province-list"
              role="listbox"
              aria-labelledby="province-label"
              className="choices"
              hidden={!isOpen || found.length === 0}
            >
              {found.map((name, index) => (
                // The focus stays in the field, also while the mouse or a finger is down.
                // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
                <div
                  key={name}
                  id={`province-${index}`}
                  role="option"
                  tabIndex={-1}
                  aria-selected={index === active}
                  onPointerDown={(event) => event.preventDefault()}
                  onMouseDown={(event) => event.preventDefault()}
                  onClick={() => choose(name)}
                >
                  {name}
                </div>
              ))}
            </div>
            {/* Above the page, too: what moved when the field is left would move from under the button that is pressed. */}
            <p role="status" className={isOpen && found.length === 0 ? 'choices p-3 text-sm text-soft' : 'sr-only'}>
              {isOpen ? count : ''}
            </p>
          </div>
        </>
      ) : (
        <label htmlFor="province" className="mb-1 block text-sm font-medium">
          {label}
        </label>
      )}
      <select
        ref={select}
        name="province"
        autoComplete={question.autoComplete}
        required
        {...(isLive
          ? { tabIndex: -1, 'aria-hidden': true, className: 'sr-only' }
          : { id: 'province', className: 'control', 'aria-describedby': 'province-note', 'aria-invalid': error ? true : undefined })}
        value={chosen}
        onChange={(event) => setText(event.target.value)}
      >
        <option value="">{words.choose}</option>
        {isLive
          ? all.map((name) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))
          : provinces.map(({ code, name, districts }) => (
              <optgroup key={code} label={name}>
                {districts.map((each) => (
                  <option key={each} value={each}>
                    {each}
                  </option>
                ))}
              </optgroup>
            ))}
        {isUnknown ? <option value={chosen}>{chosen}</option> : null}
      </select>
      <FieldNote id="province" hint={question.wordings.any.hint} error={error} pastError={pastError} />
    </div>
  )
}
