import type { ApplicationRow } from '@/db/applications'
import { now } from '@/lib/clock'
import { requireDataKey } from '@/lib/data-key'
import {
  closeApplication,
  findApplicationBy,
  listUnanswered,
  markReceived,
  markRefused,
  readForeignLink,
  readMasked,
  readStatusAtPaynet,
  readTimeline,
  resend,
} from '@/lib/dealers/operate'
import { readArguments, runCommand } from './run-command'

const USAGE = `Usage: npm run application -- <id or form_id> [--received <form_id> | --refused | --resend | --close]
       npm run application -- --unanswered`

type Verdict = { resend?: boolean; received?: string; refused?: boolean; close?: boolean }

/**
 * `npm run application`: what happened to a dealer's application, masked. An application that Paynet has not
 * answered waits for an operator: `--received` with its number if Paynet has it, `--refused` if the dealer
 * should mend it and send it again, `--resend` if Paynet does not have it and it is to be sent as it is. So does one that was held back because another has the same tax number: `--close` one of the two, which
 * releases the number, then `--resend` the other if it was the one held back.
 */
await runCommand(async () => {
  const typed = readArguments({
    unanswered: { type: 'boolean' },
    resend: { type: 'boolean' },
    received: { type: 'string' },
    refused: { type: 'boolean' },
    close: { type: 'boolean' },
  })
  const [word, ...more] = typed?.positionals ?? []
  const { unanswered, ...verdict } = typed?.values ?? {}
  const verdicts = Object.keys(verdict).length
  if (unanswered && word === undefined && verdicts === 0) return list()
  if (!word || unanswered || verdicts > 1 || verdict.received === '' || more.length > 0) {
    console.error(USAGE)
    return 1
  }
  await requireDataKey()
  const application = await findApplicationBy(word)
  if (!application) {
    console.error(`No application is called ${word}.`)
    return 1
  }
  if (verdicts === 1 && !(await carryOut(application, verdict))) {
    const unless = verdict.received !== undefined ? `or ${verdict.received} is no form_id` : 'or another one still has its tax number'
    console.error(`${application.id} does not wait for that word, ${unless}; nothing was changed.`)
    return 1
  }
  await print(application.id)
  if (verdict.resend) console.log('The running app sends it within seconds; without one, npm run reconcile does.')
  return 0
})

async function carryOut(application: Pick<ApplicationRow, 'id'>, { received, refused, resend: again }: Verdict): Promise<boolean> {
  const at = await now()
  if (received !== undefined) return markReceived(application, received, at)
  if (refused) return markRefused(application, at)
  return again ? resend(application, at) : closeApplication(application, at)
}

async function list(): Promise<number> {
  for (const { id, status, sentAt } of await listUnanswered()) {
    const unsent = status === 'sending' ? 'waits to be sent: see its history' : 'not sent: another one has its tax number'
    console.log(`${id}  ${sentAt ? `sent ${sentAt.toISOString()}` : unsent}`)
  }
  return 0
}

async function print(id: string): Promise<void> {
  const row = await findApplicationBy(id)
  if (!row) return
  console.log(
    `${row.id}  ${row.status}${row.formId ? `  form_id ${row.formId}` : ''}${row.refusedField ? `  because of ${row.refusedField}` : ''}`,
  )
  const [atPaynet, link] = [await readStatusAtPaynet(row, await now()), await readForeignLink(row)]
  if (atPaynet) console.log(`  at Paynet: ${atPaynet}`)
  if (link) console.log(`  Paynet's link leads to no host of Paynet's; check before opening: ${JSON.stringify(link)}`)
  for (const { field, text } of await readMasked(row)) console.log(`  ${field.padEnd(25)} ${text}`)
  for (const { at, detail } of await readTimeline(row)) console.log(`  ${at.toISOString()}  ${detail}`)
}
