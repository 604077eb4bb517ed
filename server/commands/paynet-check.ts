import { probePaynet, reportOn } from '@/lib/paynet/probe'
import { runCommand } from './run-command'

const WIDTH = 9

/**
 * `npm run paynet:check`: whether Paynet can be reached and takes our key and address. It sends only what moves
 * nothing: a check of a payment that cannot exist, and a question for the rate table. Exits with 0 if payments
 * could work. Prints neither the key nor a body.
 */
await runCommand(async () => {
  const { findings, canWork } = reportOn(await probePaynet())
  for (const [about, found] of findings) console.log(`${about.padEnd(WIDTH)}  ${found}`)
  console.log(canWork ? 'Payments could work.' : 'Payments could not work.')
  return canWork ? 0 : 1
})
