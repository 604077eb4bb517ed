import { readMarker, writeMarker } from '@/db/markers'
import { migrate } from '@/db/migrate'
import { endOldAccess } from '@/db/old-access'
import { findLastMove } from '@/db/payments'
import { closeFinding, listOpenFindings } from '@/db/sweep-findings'
import { now } from '@/lib/clock'
import { requireDataKey } from '@/lib/data-key'
import { compareRestoredCopy, openRestoredCopy } from '@/lib/payments/restored-copy'
import { type Sum, type Sweep, sweep } from '@/lib/payments/sweep'
import { readArguments, runCommand } from './run-command'

const USAGE = 'Usage: npm run sweep [-- --close <finding> | --restored | --open]'
const MOST_FINDINGS = 1000

/**
 * `npm run sweep`: compares Paynet's list with our payments and reports what waits for an operator. Exits with
 * 0 if the list was read whole and nothing waits. `--close` marks a finding as dealt with; `--restored` says
 * that this database was restored by other means than `npm run db:restore`, and waits until Paynet's list has
 * been read whole a quiet time later; `--open` opens the checkout of a restored copy although Paynet's list
 * could not be read whole.
 */
await runCommand(async () => {
  const typed = readArguments({ close: { type: 'string' }, restored: { type: 'boolean' }, open: { type: 'boolean' } })
  if (!typed || typed.positionals.length > 0 || Object.keys(typed.values).length > 1) {
    console.error(USAGE)
    return 1
  }
  const { close, restored, open } = typed.values
  await migrate()
  await requireDataKey()
  if (close !== undefined) {
    const isClosed = await closeFinding(close, await now())
    if (!isClosed) console.error(`There is no open finding ${close}.`)
    return isClosed ? 0 : 1
  }
  if (restored) {
    await writeMarker('restored', (await findLastMove()) ?? (await now()))
    await endOldAccess(await now())
    await compareRestoredCopy(now)
  }
  const swept = await sweep(now)
  print(swept)
  if (open && (await readMarker('restored'))) {
    await openRestoredCopy(await now())
    console.log('The checkout is open. What was paid after the backup and stands in no line above may be paid again.')
  }
  const findings = await listOpenFindings(MOST_FINDINGS)
  for (const { id, kind, referenceNo, amountKurus, foundAt } of findings) {
    const amount = amountKurus === null ? '' : `  ${lira(amountKurus)}`
    console.log(`finding ${id}  ${kind}  ${printable(referenceNo)}${amount}  since ${foundAt.toISOString()}`)
  }
  console.log(`${findings.length} ${findings.length === 1 ? 'finding waits' : 'findings wait'} for a person`)
  return swept.unread === null && findings.length === 0 ? 0 : 1
})

function print({ from, pages, unread, theirs, ours, refused, foreign, moved }: Sweep): void {
  console.log(`Paynet's list from ${from.toISOString()} on, ${pages} ${pages === 1 ? 'page' : 'pages'}`)
  if (unread !== null) console.log(`not read whole: ${unread}`)
  for (const { referenceNo, from, to } of moved) console.log(`${referenceNo}  ${from} -> ${to}`)
  console.log(`Paynet took  ${inWords(theirs)}`)
  console.log(`we know of   ${inWords(ours)}`)
  const difference = theirs.amountKurus - ours.amountKurus
  if (difference !== 0 || theirs.count !== ours.count) console.log(`they differ by ${theirs.count - ours.count} and ${lira(difference)}`)
  else if (unread === null) console.log('equal to the kuruş')
  console.log(`${refused} refused, ${foreign} of others`)
}

function inWords({ count, amountKurus }: Sum): string {
  return `${lira(amountKurus)} in ${count}`
}

function lira(amountKurus: number): string {
  return `${(amountKurus / 100).toFixed(2)} TRY`
}

/** A reference from Paynet's list may contain anything. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60)
}
