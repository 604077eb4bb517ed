import * as z from 'zod/mini'
import type { FieldProblem } from '@/lib/shared/result'
import { type Answers, DEALER_FIELD_NAMES, type DealerField, fieldsOf, TASKS, type Task } from './dealer'
import type { DealerProblem } from './dealer-problems'
import { READERS } from './dealer-readers'
import { tidy } from './dealer-text'
import { splitAddress } from './split-address'
import { suitsFormType } from './tax-number'

// The pages' policy forbids what zod compiles its parsers with, and trying would be reported.
if ('document' in globalThis) z.config({ jitless: true })

/** What a form sends: text by the name of its field. */
export type Typed = Partial<Record<DealerField, string>>

/** An answer that was not understood is kept as it was typed, up to here. */
const MOST = 300

/** One answer: read as everywhere, its problem being the issue's message. */
function answer(field: DealerField) {
  return z.pipe(
    z._default(z.string(), ''),
    z.transform((typed, context) => {
      const reading = READERS[field](typed)
      if ('value' in reading) return reading.value
      context.issues.push({ code: 'custom', message: reading.problem, input: typed })
      return typed
    }),
  )
}

const suits = z.refine<Answers>((answers) => suitsFormType(answers.form_type, answers.tckn_vkn), {
  path: ['tckn_vkn'],
  error: 'tckn-of-company' satisfies DealerProblem<'tckn_vkn'>,
  // Said beside whatever else is wrong.
  when: () => true,
})

function schemaOf(fields: readonly DealerField[]) {
  const shape = Object.fromEntries(fields.map((field) => [field, answer(field)]))
  return z.object(shape).check(suits)
}

/** All questions, and those of each page. */
export const DEALER_SCHEMA = schemaOf(DEALER_FIELD_NAMES)
export const TASK_SCHEMAS = Object.fromEntries(TASKS.map((task) => [task, schemaOf(fieldsOf(task))])) as Record<
  Task,
  ReturnType<typeof schemaOf>
>

/** What is wrong with the answers of a task, or of all tasks; none when Paynet will take them. */
export function faultsOf(answers: Answers, task?: Task): FieldProblem[] {
  const parsed = (task ? TASK_SCHEMAS[task] : DEALER_SCHEMA).safeParse(answers)
  const issues = parsed.success ? [] : parsed.error.issues
  return DEALER_FIELD_NAMES.flatMap((field) => {
    const issue = issues.find(({ path }) => path[0] === field)
    return issue ? [{ field, problem: issue.message }] : []
  })
}

/**
 * What somebody typed on a page: the answers as they are kept, and what is wrong with them. What was not
 * understood stays as it was typed; a question without an answer is left out.
 */
export function readTask(task: Task, typed: Typed): { answers: Answers; faults: FieldProblem[] } {
  const answers: Answers = {}
  for (const field of fieldsOf(task)) {
    const reading = READERS[field](typed[field] ?? '')
    const kept = 'value' in reading ? reading.value : tidy(typed[field] ?? '').slice(0, MOST)
    if (kept !== '') answers[field] = kept
  }
  const faults = faultsOf(answers, task)
  const parts = answers.adres2 === undefined ? splitAddress(answers.adres1 ?? '') : null
  if (!parts) return { answers, faults }
  const [adres1, adres2] = parts
  const others = faults.filter(({ field }) => field !== 'adres1' && field !== 'adres2')
  return { answers: { ...answers, adres1, adres2 }, faults: [{ field: 'adres1', problem: 'split' }, ...others] }
}
