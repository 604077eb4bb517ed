'use client'

import { type ChangeEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Province } from '@/lib/shared/dealers/dealer-form'
import { fold } from '@/lib/shared/dealers/dealer-text'
import type { Messages } from '@/lib/shared/messages'
import { FieldNote } from './field-note'
import type { Question } from './questions'

export type FieldState = { value: string; error: string | undefined; pastError: string | undefined }

type Props = {
  provinces: Province[]
  city: FieldState & { question: Question }
  district: FieldState & { question: Question }
  words: Messages['dealers']['form']
}

/** Province and district. Without scripts the list has the districts of every province; with them, those of the chosen one. */
export function PlaceFields({ provinces, city, district, words }: Props) {
  const citySelect = useRef<HTMLSelectElement>(null)
  const districtSelect = useRef<HTMLSelectElement>(null)
  const [isLive, setLive] = useState(false)
  const [code, setCode] = useState(city.value)
  const [chosen, setChosen] = useState(district.value)
  const [search, setSearch] = useState('')
  useEffect(() => {
    // A choice made before the scripts loaded counts.
    setCode(citySelect.current?.value ?? '')
    setChosen(districtSelect.current?.value ?? '')
    setLive(true)
  }, [])

  const all = provinces.find((province) => province.code === code)?.districts ?? []
  const found = all.filter((name) => fold(name).includes(fold(search)))
  const offered = isLive ? all.filter((name) => found.includes(name) || name === chosen) : []

  function changeCity(event: ChangeEvent<HTMLSelectElement>) {
    const next = event.target.value
    setCode(next)
    setSearch('')
    if (!provinces.find((province) => province.code === next)?.districts.includes(chosen)) setChosen('')
  }

  function chooseFound(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key !== 'Enter') return
    event.preventDefault()
    if (found.length === 1 && found[0]) setChosen(found[0])
    districtSelect.current?.focus()
  }

  return (
    <>
      <div>
        <label htmlFor="city" className="mb-1 block text-sm font-medium">
          {city.question.wordings.any.label}
        </label>
        <select
          ref={citySelect}
          id="city"
          name="city"
          autoComplete={city.question.autoComplete}
          required
          aria-invalid={city.error ? true : undefined}
          aria-describedby="city-note"
          className="control"
          defaultValue={city.value}
          onChange={changeCity}
        >
          <option value="">{words.choose}</option>
          {provinces.map(({ code: value, name }) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <FieldNote id="city" hint={city.question.wordings.any.hint} error={city.error} pastError={city.pastError} />
      </div>
      <div>
        <div className="needs-scripts">
          <label htmlFor="province-search" className="mb-1 block text-sm font-medium">
            {words.searchDistrict}
          </label>
          <input
            id="province-search"
            type="search"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            className="control"
            value={search}
            disabled={isLive && code === ''}
            onChange={(event) => setSearch(event.target.value)}
            onKeyDown={chooseFound}
          />
          <p role="status" className="min-h-6 pt-1 text-sm text-soft">
            {search !== '' && found.length === 0 ? words.noDistrict : ''}
          </p>
        </div>
        <label htmlFor="province" className="mb-1 block text-sm font-medium">
          {district.question.wordings.any.label}
        </label>
        <select
          ref={districtSelect}
          id="province"
          name="province"
          autoComplete={district.question.autoComplete}
          required
          aria-invalid={district.error ? true : undefined}
          aria-describedby="province-note"
          className="control"
          value={chosen}
          onChange={(event) => setChosen(event.target.value)}
        >
          <option value="">{isLive && code === '' ? words.chooseCity : words.choose}</option>
          {isLive
            ? offered.map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))
            : provinces.map(({ code: value, name, districts }) => (
                <optgroup key={value} label={name}>
                  {districts.map((each) => (
                    <option key={each} value={each}>
                      {each}
                    </option>
                  ))}
                </optgroup>
              ))}
        </select>
        <FieldNote id="province" hint={district.question.wordings.any.hint} error={district.error} pastError={district.pastError} />
      </div>
    </>
  )
}
