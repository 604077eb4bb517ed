import type { Answers, Task } from './dealer'
import type { FieldProblem } from './result'

/** What is wrong with the answers of a task, or of all tasks; none when Paynet will take them. */
export function faultsOf(answers: Answers, task?: Task): FieldProblem[] {
  throw new Error(`to be written: ${JSON.stringify(answers).length} ${task}`)
}
