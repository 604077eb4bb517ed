import { choicesOf, questionsOf } from '@/components/dealers/form/questions'
import type { SummaryRow, SummarySection } from '@/components/dealers/form/summary-list'
import { provinceName } from '@/lib/dealers/places'
import { changePath } from '@/lib/dealers/progress'
import { type Answers, type DealerField, TASKS } from '@/lib/shared/dealers/dealer'
import { showAnswer } from '@/lib/shared/dealers/dealer-form'
import { taxNumberKind } from '@/lib/shared/dealers/tax-number'
import { bankOf } from '@/lib/shared/dealers/turkish-banks'
import type { Messages } from '@/lib/shared/messages'

/** All answers in words, page by page. */
export function summaryOf(answers: Answers, words: Messages['dealers']): SummarySection[] {
  const { form_type } = answers
  return TASKS.map((task) => ({
    task,
    heading: words.tasks.names[task],
    rows: questionsOf(task, words, form_type).map(({ field, kind, wordings, isOptional }): SummaryRow => {
      const answer = answers[field]
      const missing = isOptional ? words.check.notGiven : words.check.notYet
      const mine = form_type === '3' ? wordings.company : form_type === '2' ? wordings.sole : undefined
      return {
        field,
        label: (mine ?? wordings.any).label,
        value: answer === undefined ? missing : kind === 'choice' ? chosen(field, answer, words) : inWords(field, answer),
        detail: answer === undefined ? '' : detailOf(field, answer, words.check),
        isGiven: answer !== undefined,
        href: changePath(field),
      }
    }),
  }))
}

function chosen(field: DealerField, answer: string, words: Messages['dealers']): string {
  return choicesOf(field, words.form).find(({ value }) => value === answer)?.label ?? answer
}

function inWords(field: DealerField, answer: string): string {
  return field === 'city' ? (provinceName(answer) ?? answer) : showAnswer(field, answer)
}

function detailOf(field: DealerField, answer: string, words: Messages['dealers']['check']): string {
  if (field === 'iban') return bankOf(answer) ?? ''
  const kind = field === 'tckn_vkn' ? taxNumberKind(answer) : null
  return kind ? words[kind] : ''
}
