import type { Counter } from 'prom-client'

/** What a counter has counted under these labels so far. */
export async function countOf(counter: Counter, labels: Record<string, string> = {}): Promise<number> {
  const { values } = await counter.get()
  const matches = values.filter((value) => Object.entries(labels).every(([name, word]) => value.labels[name] === word))
  return matches.reduce((sum, { value }) => sum + value, 0)
}

/** A line of Prometheus' text format. */
export type Series = { name: string; labels: Record<string, string>; value: number }

/** All lines of a scrape. */
export function seriesIn(text: string): Series[] {
  return [...text.matchAll(/^([a-z_0-9]+)(?:\{(.*)\})? (\S+)$/gm)].map(([, name = '', labels = '', value]) => ({
    name,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', word = '']) => [label, word])),
    value: Number(value),
  }))
}
