import type { FieldProblem } from '@/lib/shared/result'
import { type Answers, DEALER_FIELD_NAMES, type DealerField, fieldsOf, type Task } from './dealer'
import type { Province } from './dealer-form'
import { READERS } from './dealer-readers'
import { fold, type Reading, tidy } from './dealer-text'
import { splitAddress } from './split-address'
import { suitsFormType } from './tax-number'

/** What a form sends: text by the name of its field. */
export type Typed = Partial<Record<DealerField, string>>

/** The answers as they are kept, and what is wrong with them. */
export type AnswersRead = { answers: Answers; faults: FieldProblem[] }

/** An answer that was not understood is kept as typed, up to this length. */
const LONGEST_KEPT = 300

/**
 * Reads what was typed on a page of the form, in the browser and on the server alike. An answer that is not
 * understood stays as typed. Empty answers are dropped, and so is a district that the province does not have.
 */
export function readAnswers(task: Task, typed: Typed, provinces: Province[]): AnswersRead {
  const { answers, faults } = readEach(fieldsOf(task), typed, provinces)
  const lines = answers.adres2 === undefined ? splitAddress(answers.adres1 ?? '') : null
  if (!lines) return { answers, faults }
  const [adres1, adres2] = lines
  const others = faults.filter(({ field }) => field !== 'adres1' && field !== 'adres2')
  return { answers: { ...answers, adres1, adres2 }, faults: [{ field: 'adres1', problem: 'split' }, ...others] }
}

/** What is wrong with the kept answers of one page or of all; nothing if Paynet will accept them. */
export function faultsOf(answers: Answers, task?: Task): FieldProblem[] {
  return readEach(task ? fieldsOf(task) : DEALER_FIELD_NAMES, answers, null).faults
}

function readEach(fields: readonly DealerField[], typed: Typed, provinces: Province[] | null): AnswersRead {
  const read: AnswersRead = { answers: {}, faults: [] }
  for (const field of fields) {
    const text = shorten(typed[field] ?? '')
    const reading = readBeside(read, field, text, provinces)
    if ('problem' in reading) read.faults.push({ field, problem: reading.problem })
    const kept = 'value' in reading ? reading.value : text
    const isForeignDistrict = field === 'province' && 'problem' in reading && reading.problem === 'unknown'
    if (kept !== '' && !isForeignDistrict) read.answers[field] = kept
  }
  return read
}

/** Reads one answer on its own, then in the light of those before it. */
function readBeside({ answers, faults }: AnswersRead, field: DealerField, text: string, provinces: Province[] | null): Reading {
  const reading = READERS[field](text)
  if ('problem' in reading) return reading
  if (field === 'tckn_vkn' && !suitsFormType(answers.form_type, reading.value)) return { problem: 'tckn-of-company' }
  if (field !== 'province' || provinces === null || faults.some((fault) => fault.field === 'city')) return reading
  const district = findDistrict(provinces, answers.city, reading.value)
  return district === null ? { problem: 'unknown' } : { value: district }
}

/** A district of a province, spelt as in the list however it was typed; null if the province has no such district. */
export function findDistrict(provinces: Province[], code: string | undefined, typed: string): string | null {
  const districts = provinces.find((province) => province.code === code)?.districts ?? []
  return districts.find((district) => fold(district) === fold(typed)) ?? null
}

/** Tidied once more, since a cut can leave a blank or half a letter at the end. */
function shorten(typed: string): string {
  return tidy(tidy(typed).slice(0, LONGEST_KEPT))
}
