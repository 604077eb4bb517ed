import type { Counter } from 'prom-client'

/** What a counter has counted under these labels so far. */
export async function countOf(counter: Counter, labels: Record<string, string> = {}): Promise<number> {
  const { values } = await counter.get()
  const matches = values.filter((value) => Object.entries(labels).every(([name, word]) => value.labels[name] === word))
  return matches.reduce((sum, { value }) => sum + value, 0)
}
