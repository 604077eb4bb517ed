import 'server-only'
import type { Answers, Task } from '@/lib/shared/dealers/dealer'
import { readTask, type Typed } from '@/lib/shared/dealers/dealer-schema'
import type { FieldProblem } from '@/lib/shared/result'
import { findDistrict } from './places'

/** `readTask`, and whether the district is one of the province: a browser does not know them all. */
export function readPage(task: Task, typed: Typed): { answers: Answers; faults: FieldProblem[] } {
  const { answers, faults } = readTask(task, typed)
  const { city, province, ...others } = answers
  if (province === undefined || faults.some(({ field }) => field === 'city' || field === 'province')) return { answers, faults }
  const district = findDistrict(city ?? '', province)
  if (district) return { answers: { ...answers, province: district }, faults }
  const at = faults.findIndex(({ field }) => field === 'postal_code')
  const before = at < 0 ? faults.length : at
  const unknown = { field: 'province', problem: 'unknown' }
  // Not kept: what is kept is a district of its province, or not there.
  return { answers: { ...others, ...(city !== undefined && { city }) }, faults: faults.toSpliced(before, 0, unknown) }
}
