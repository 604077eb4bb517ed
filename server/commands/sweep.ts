import { readMarker, writeMarker } from '@/db/markers'
import { migrate } from '@/db/migrate'
import { endOldAccess } from '@/db/old-access'
import { findLastMove } from '@/db/payments'
import { closeFinding, listOpenFindings } from '@/db/sweep-findings'
import { now } from '@/lib/clock'
import { requireDataKey } from '@/lib/data-key'
import { compareRestoredCopy, openRestoredCopy } from '@/lib/housekeeping/restored-copy'
import { type Sum, type Sweep, sweep } from '@/lib/housekeeping/sweep'
import type { RefundSweep } from '@/lib/housekeeping/sweep-refunds'
import { asJson } from '@/lib/shared/as-json'
import { done, EXIT, runCommand } from './run-command'
import { tellWaiting } from './tell-waiting'
import { lira, printable } from './told'

const MOST_FINDINGS = 1000

await runCommand({
  name: 'sweep',
  synopsis: '[--verbose] [--close <finding> | --restored | --open]',
  about: `Compares Paynet's list of the last three days with the payments here, settles what is clear and keeps the rest as findings.
Ends with 1 if the list could not be read whole or something waits for a person.`,
  options: {
    verbose: { type: 'boolean', help: 'print the sums of a good day, too' },
    close: { type: 'string', help: 'say that a finding has been dealt with' },
    restored: {
      type: 'boolean',
      help: 'say that this database was restored by other means than db:restore, and wait until the list was read whole a quiet time later',
    },
    open: { type: 'boolean', help: 'open the checkout of a restored copy although the list could not be read whole' },
  },
  needs: 'environment',
  async run({ values: { verbose, close, restored, open } }, out) {
    const { say } = out
    if ([close !== undefined, restored, open].filter(Boolean).length > 1) return { wrong: 'one of --close, --restored and --open' }
    await migrate()
    await requireDataKey()
    if (close !== undefined) {
      if (!(await closeFinding(close, await now()))) return { refused: `There is no open finding ${close}.` }
      return done({ closed: close })
    }
    if (restored) {
      await writeMarker('restored', (await findLastMove()) ?? (await now()))
      await endOldAccess(await now())
      await compareRestoredCopy(now)
    }
    const swept = await sweep(now)
    if (verbose || hasNews(swept)) for (const line of linesOf(swept)) say(line)
    const isOpened = open === true && (await readMarker('restored')) !== null
    if (isOpened) {
      await openRestoredCopy(await now())
      say('The checkout is open. What was paid after the backup and stands in no line above may be paid again.')
    }
    const findings = await listOpenFindings(MOST_FINDINGS)
    for (const { id, kind, referenceNo, amountKurus, foundAt } of findings) {
      const amount = amountKurus === null ? '' : `  ${lira(amountKurus)}`
      out.warn(`finding ${id}  ${kind}  ${printable(referenceNo)}${amount}  since ${foundAt.toISOString()}`)
    }
    const { exit, counts } = await tellWaiting(out)
    if (verbose) say(`${counts.findings} ${counts.findings === 1 ? 'finding waits' : 'findings wait'} for a person`)
    const { from, pages, unread, theirs, ours, unlisted, refused, foreign, moved, refunds } = swept
    const json = {
      ...{ from, pages, unread, refused, foreign, opened: isOpened },
      ...{ paynet: asJson(theirs), here: asJson(ours), unlisted: asJson(unlisted) },
      moved: moved.map((each) => asJson(each)),
      refunds: refunds && {
        from: refunds.from,
        unread: refunds.unread,
        paynet: refunds.theirs,
        here: refunds.ours,
        settled: refunds.settled,
      },
      findings: findings.map(({ closedAt: _, ...finding }) => asJson(finding)),
      waiting: asJson(counts),
    }
    return { exit: unread === null && (refunds?.unread ?? null) === null ? exit : EXIT.waits, json }
  },
})

/** Whether there is anything to tell of a sweep besides what waits for a person. */
function hasNews(swept: Sweep): boolean {
  const isOfRefunds = swept.refunds !== null && (swept.refunds.unread !== null || swept.refunds.settled.length > 0)
  return swept.unread !== null || swept.moved.length > 0 || isOfRefunds || !isEqual(swept)
}

function isEqual({ theirs, ours }: Sweep): boolean {
  return theirs.amountKurus === ours.amountKurus && theirs.count === ours.count
}

function linesOf(swept: Sweep): string[] {
  const { from, pages, unread, theirs, ours, unlisted, refused, foreign, moved } = swept
  return [
    `Paynet's list from ${from.toISOString()} on, ${pages} ${pages === 1 ? 'page' : 'pages'}`,
    ...(unread === null ? [] : [`not read whole: ${unread}`]),
    ...moved.map(({ referenceNo, from, to }) => `${referenceNo}  ${from} -> ${to}`),
    `Paynet took  ${inWords(theirs)}`,
    `we know of   ${inWords(ours)}`,
    ...(unlisted.count > 0 ? [`not listed   ${inWords(unlisted)}, younger than an hour: the list may be behind`] : []),
    ...comparison(swept),
    `${refused} refused, ${foreign} of others`,
    ...(swept.refunds === null ? [] : linesOfRefunds(swept.refunds)),
  ]
}

/** What Paynet's list of refunds shows. What waits for a person stands among the findings. */
function linesOfRefunds({ from, unread, theirs, ours, settled }: RefundSweep): string[] {
  return [
    `Paynet's list of refunds from ${from.toISOString()} on`,
    ...(unread === null ? [] : [`not read whole: ${unread}`]),
    ...settled.map((id) => `refund ${id}  refunded`),
    `${theirs} given back, ${ours} of payments that are known here`,
  ]
}

function comparison(swept: Sweep): string[] {
  const { theirs, ours, unread, unlisted } = swept
  if (!isEqual(swept)) return [`they differ by ${theirs.count - ours.count} and ${lira(theirs.amountKurus - ours.amountKurus)}`]
  if (unread !== null) return []
  return [unlisted.count === 0 ? 'equal to the kuruş' : 'equal, but for what is not listed yet']
}

function inWords({ count, amountKurus }: Sum): string {
  return `${lira(amountKurus)} in ${count}`
}
