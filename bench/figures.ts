/** A figure measured once per round. */
export type Rounds = number[]

export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length / 2
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2
}

/** How far the rounds are apart, as a share of their median. */
export function spread(rounds: Rounds): number {
  return (Math.max(...rounds) - Math.min(...rounds)) / median(rounds)
}

/** One line of the table that `npm run bench` prints. */
export type Line = {
  metric: string
  ours: string
  /** The same for the floor, bare Next, or the smaller table. */
  beside: string
  /** Our figure divided by theirs, if the aim is a ratio. */
  ratio?: number
  aim: string
  /** Null if there is no aim. */
  met: boolean | null
}

/** A figure measured in rounds, with the spread of the rounds. */
export function told(rounds: Rounds, unit: string, digits = 2): string {
  const spreadOf = rounds.length > 1 ? ` (±${Math.round(spread(rounds) * 100)} %)` : ''
  return `${median(rounds).toFixed(digits)} ${unit}${spreadOf}`
}

/** A line whose aim is at most that many times the figure next to it. */
export function ratioLine(metric: string, unit: string, ours: Rounds, [name, theirs]: [string, Rounds], atMost: number, digits = 2): Line {
  const ratio = median(ours) / median(theirs)
  return {
    metric,
    ours: told(ours, unit, digits),
    beside: `${name} ${told(theirs, unit, digits)}`,
    ratio,
    aim: `≤ ${atMost} ×`,
    met: ratio <= atMost,
  }
}

export function printTable(lines: Line[]): void {
  console.log('\n| metric | ours | beside it | ratio | aim | met |\n| --- | ---: | ---: | ---: | --- | --- |')
  for (const { metric, ours, beside, ratio, aim, met } of lines) {
    const ratioCell = ratio === undefined ? '' : `${ratio.toFixed(2)} ×`
    console.log(`| ${metric} | ${ours} | ${beside} | ${ratioCell} | ${aim} | ${met === null ? '' : met ? 'yes' : '**no**'} |`)
  }
  const aimed = lines.filter(({ met }) => met !== null)
  console.log(`\n${aimed.filter(({ met }) => met).length} aims met, ${aimed.filter(({ met }) => !met).length} missed`)
}
