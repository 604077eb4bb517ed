import { expect, test } from 'vitest'
import { fold } from '@/lib/shared/dealers/dealer-text'
import { findDistrict, readAnswers } from '@/lib/shared/dealers/read-answers'
import { PROVINCES, provinceName } from './places'

test('there are 81 provinces by plate code, and 973 districts that fit into Paynet’s field', () => {
  expect(PROVINCES.map(({ code }) => code).sort()).toEqual(Array.from({ length: 81 }, (_, index) => String(index + 1).padStart(2, '0')))
  const districts = PROVINCES.flatMap((province) => province.districts)
  expect(districts).toHaveLength(973)
  for (const district of districts) expect(district.length).toBeLessThanOrEqual(50)
  expect(PROVINCES.every(({ districts: own }) => own.length > 0)).toBe(true)
  expect([provinceName('34'), provinceName('82')]).toEqual(['İstanbul', null])
})

test('no two districts of a province differ only in case and accents', () => {
  for (const { name, districts } of PROVINCES) expect(new Set(districts.map(fold)).size, name).toBe(districts.length)
})

test.each([
  ['34', 'sariyer', 'Sarıyer'],
  ['34', 'SARIYER', 'Sarıyer'],
  ['34', 'ŞİŞLİ', 'Şişli'],
  ['32', 'merkez', 'Merkez'],
  ['34', 'Merkez', null],
  ['16', 'Sarıyer', null],
  ['99', 'Sarıyer', null],
])('in %s, %s is %s', (code, typed, district) => {
  expect(findDistrict(PROVINCES, code, typed)).toBe(district)
})

test('a district is one of its province’s, spelt as in the list; any other is not kept', () => {
  const typed = { adres1: 'Maslak', adres2: 'No 1', city: '34', postal_code: '34098' }
  expect(readAnswers('address', { ...typed, province: 'SARIYER' }, PROVINCES)).toEqual({
    answers: { ...typed, province: 'Sarıyer' },
    faults: [],
  })
  const wrong = readAnswers('address', { ...typed, province: 'Gemlik', postal_code: '1' }, PROVINCES)
  expect(wrong.faults.map(({ field, problem }) => `${field} ${problem}`)).toEqual(['province unknown', 'postal_code length'])
  expect(wrong.answers).toEqual({ ...typed, postal_code: '1' })
})
