import { expect, test } from 'vitest'
import type { CardFault } from '@/lib/shared/cards/card'
import { byField, inFormOrder, stillWrong } from './check-form'

const empty: CardFault = { field: 'number', problem: 'number-empty' }
const short: CardFault = { field: 'number', problem: 'number-short' }
const code: CardFault = { field: 'cvc', problem: 'cvc-empty' }

test('a field shows its first fault', () => {
  expect(byField([empty, short, code])).toEqual({ number: 'number-empty', cvc: 'cvc-empty' })
})

test('an error disappears the moment its field is right', () => {
  expect(stillWrong({ number: 'number-empty', cvc: 'cvc-empty' }, [code])).toEqual({ cvc: 'cvc-empty' })
})

test('an error says what is wrong now once its field is wrong in another way', () => {
  expect(stillWrong({ number: 'number-empty' }, [short])).toEqual({ number: 'number-short' })
})

test('a field without an error gets none while it is being typed', () => {
  expect(stillWrong({ cvc: 'cvc-empty' }, [code, short])).toEqual({ cvc: 'cvc-empty' })
})

test('the summary lists faults in the order of the fields', () => {
  expect(inFormOrder([{ field: 'holder', problem: 'holder-empty' }, code, short])).toEqual([
    short,
    code,
    { field: 'holder', problem: 'holder-empty' },
  ])
})
