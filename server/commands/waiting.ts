import { now } from '@/lib/clock'
import { isId } from '@/lib/ids'
import { asJson } from '@/lib/shared/as-json'
import { countWaiting, listWaiting, totalOf, type Waiting } from '@/lib/waiting/waiting'
import { EXIT, runCommand } from './run-command'
import { ageOf, inWords, lira, printable } from './told'

const MOST = 500

await runCommand({
  name: 'waiting',
  synopsis: '[--limit <number>] [--after <place>] [--verbose]',
  about: `Everything that waits for a person, the oldest first: reviews, refunds that are due or do not get on, findings of the sweep,
payments that stay undecided, dealers' applications. Each with what is known and the command to type next. Says nothing where nothing waits.`,
  options: {
    limit: { type: 'string', help: `how many, 50 if not given, ${MOST} at most` },
    after: { type: 'string', help: 'go on behind the place that the last page ends with' },
    verbose: { type: 'boolean', help: 'also say that nothing waits' },
  },
  async run({ values: { limit: typedLimit = '50', after: typedAfter, verbose } }, { say }) {
    const limit = /^\d{1,3}$/.test(typedLimit) ? Number(typedLimit) : 0
    if (limit < 1 || limit > MOST) return { wrong: `--limit is a number from 1 to ${MOST}` }
    const after = typedAfter === undefined ? null : readPlace(typedAfter)
    if (after === 'wrong') return { wrong: '--after is a place that an earlier page ended with' }
    const at = await now()
    const counts = await countWaiting(at)
    const total = totalOf(counts)
    const { waiting, cursor } = await listWaiting(at, { after, limit })
    for (const each of waiting) for (const line of linesOf(each, at)) say(line)
    const next = cursor && `${cursor.since.getTime()}.${cursor.id}`
    if (total > 0) say(`${inWords(counts)}${next ? `; go on with: npm run waiting -- --after ${next}` : ''}`)
    else if (verbose) say('Nothing waits for a person.')
    return {
      exit: total > 0 || waiting.length > 0 ? EXIT.waits : EXIT.done,
      json: { counts: asJson(counts), waiting: waiting.map((each) => asJson({ ...each, next: `npm run ${each.next}` })), next_after: next },
    }
  },
})

function linesOf({ kind, id, referenceNo, since, amountKurus, known, next }: Waiting, at: Date): string[] {
  const about = [
    kind,
    printable(referenceNo ?? id),
    amountKurus === null ? null : lira(amountKurus),
    `${ageOf(since, at)}, since ${since.toISOString()}`,
  ]
  // What is closed is not told again.
  const when = kind === 'finding' && next.startsWith('sweep') ? 'once it is settled: ' : ''
  return [about.filter((part) => part !== null).join('  '), `  ${printable(known)}`, `  ${when}npm run ${next}`]
}

function readPlace(text: string): { since: Date; id: string } | 'wrong' {
  const [, ms, id = ''] = /^(\d{1,15})\.(.+)$/.exec(text) ?? []
  return ms !== undefined && (isId(id) || id === 'restored') ? { since: new Date(Number(ms)), id } : 'wrong'
}
