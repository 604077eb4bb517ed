import 'server-only'
import { type Answers, DEALER_FIELDS, fieldsOf, TASKS, type Task } from '@/lib/shared/dealers/dealer'
import { faultsOf } from '@/lib/shared/dealers/read-answers'
import type { Application } from './application'

export type TaskStatus = 'completed' | 'in-progress' | 'not-started'
type Progress = Pick<Application, 'answers' | 'refusedField'>

export function statusOf({ answers, refusedField }: Progress, task: Task): TaskStatus {
  if (!fieldsOf(task).some((field) => answers[field] !== undefined)) return 'not-started'
  const isRefused = fieldsOf(task).some((field) => field === refusedField)
  return isRefused || faultsOf(answers, task).length > 0 ? 'in-progress' : 'completed'
}

export function unfinishedTasks(application: Progress): Task[] {
  return TASKS.filter((task) => statusOf(application, task) !== 'completed')
}

/** Where "save and continue" leads: on through what is unfinished, around to what was left out, then to the summary. */
export function pageAfter(answers: Answers, task: Task, isChange: boolean): string {
  const open = unfinishedTasks({ answers, refusedField: null })
  const next = open.find((other) => TASKS.indexOf(other) > TASKS.indexOf(task)) ?? open[0]
  return `/dealers/apply/${isChange || !next ? 'check' : next}`
}

export function isTask(word: string): word is Task {
  return (TASKS as readonly string[]).includes(word)
}

/** The page and field where an answer is changed. */
export function changePath(field: keyof typeof DEALER_FIELDS): string {
  return `/dealers/apply/${DEALER_FIELDS[field].task}?change=1#${field}`
}
