import { probePaynet, reportOn } from '@/lib/paynet/probe'
import { EXIT, runCommand } from './run-command'

const WIDTH = 9

await runCommand({
  name: 'paynet:check',
  synopsis: '',
  about: `Asks Paynet whether it can be reached and takes our key and address, with two questions that move nothing: a payment
that cannot exist, and the rate table. Prints neither the key nor a body. Ends with 1 if payments could not work.`,
  needs: 'environment',
  async run(_typed, { say }) {
    const { findings, canWork } = reportOn(await probePaynet())
    for (const [about, found] of findings) say(`${about.padEnd(WIDTH)}  ${found}`)
    say(canWork ? 'Payments could work.' : 'Payments could not work.')
    return {
      exit: canWork ? EXIT.done : EXIT.waits,
      json: {
        can_work: canWork,
        findings: Object.fromEntries(findings.map(([about, found]) => [about.toLowerCase().replace('/', '_'), found])),
      },
    }
  },
})
