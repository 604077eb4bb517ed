'use client'

import { useEffect, useRef, useState } from 'react'
import type { Province } from '@/lib/shared/dealers/dealer-form'
import type { Messages } from '@/lib/shared/messages'
import { DistrictField } from './district-field'
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
  const select = useRef<HTMLSelectElement>(null)
  const [code, setCode] = useState(city.value)
  // A choice made before the scripts loaded counts.
  useEffect(() => setCode(select.current?.value ?? ''), [])
  return (
    <>
      <div>
        <label htmlFor="city" className="mb-1 block text-sm font-medium">
          {city.question.wordings.any.label}
        </label>
        <select
          ref={select}
          id="city"
          name="city"
          autoComplete={city.question.autoComplete}
          required
          aria-invalid={city.error ? true : undefined}
          aria-describedby="city-note"
          className="control"
          defaultValue={city.value}
          onChange={(event) => setCode(event.target.value)}
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
      <DistrictField provinces={provinces} city={code} district={district} words={words} />
    </>
  )
}
