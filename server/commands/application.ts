import type { ApplicationRow } from '@/db/applications'
import { now } from '@/lib/clock'
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
import { done, type Output, runCommand } from './run-command'

type Verdict = { resend?: boolean; received?: string; refused?: boolean; close?: boolean }

await runCommand({
  name: 'application',
  synopsis: '<id or form_id> [--received <form_id> | --refused | --resend | --close] | --unanswered',
  about: `What happened to a dealer's application, masked. One that Paynet has not answered waits for a word of yours, and so does one
that was held back because another has the same tax number.`,
  options: {
    received: { type: 'string', help: 'Paynet has it, under this form_id' },
    refused: { type: 'boolean', help: 'the dealer should mend it and send it again' },
    resend: { type: 'boolean', help: 'Paynet does not have it: send it as it is' },
    close: { type: 'boolean', help: 'nobody goes on with it: its tax number is free' },
    unanswered: { type: 'boolean', help: 'list those that wait for you' },
  },
  words: [0, 1],
  async run({ values: { unanswered, ...verdict }, words: [word] }, out) {
    const verdicts = Object.keys(verdict).length
    if (unanswered && word === undefined && verdicts === 0) return list(out)
    if (!word || unanswered || verdicts > 1 || verdict.received === '') return { wrong: 'an application, and one word about it' }
    const application = await findApplicationBy(word)
    if (!application) return { refused: `No application is called ${word}.` }
    if (verdicts === 1 && !(await carryOut(application, verdict))) {
      const unless = verdict.received !== undefined ? `or ${verdict.received} is no form_id` : 'or another one still has its tax number'
      return { refused: `${application.id} does not wait for that word, ${unless}; nothing was changed.` }
    }
    await print(application.id, out)
    if (verdict.resend) out.say('The running app sends it within seconds; without one, npm run reconcile does.')
    return done({})
  },
})

async function carryOut(application: Pick<ApplicationRow, 'id'>, { received, refused, resend: again }: Verdict): Promise<boolean> {
  const at = await now()
  if (received !== undefined) return markReceived(application, received, at)
  if (refused) return markRefused(application, at)
  return again ? resend(application, at) : closeApplication(application, at)
}

async function list({ say }: Output) {
  for (const { id, status, sentAt } of await listUnanswered()) {
    const unsent = status === 'sending' ? 'waits to be sent: see its history' : 'not sent: another one has its tax number'
    say(`${id}  ${sentAt ? `sent ${sentAt.toISOString()}` : unsent}`)
  }
  return done({})
}

async function print(id: string, { say }: Output): Promise<void> {
  const row = await findApplicationBy(id)
  if (!row) return
  say(`${row.id}  ${row.status}${row.formId ? `  form_id ${row.formId}` : ''}${row.refusedField ? `  because of ${row.refusedField}` : ''}`)
  const [atPaynet, link] = [await readStatusAtPaynet(row, await now()), await readForeignLink(row)]
  if (atPaynet) say(`  at Paynet: ${atPaynet}`)
  if (link) say(`  Paynet's link leads to no host of Paynet's; check before opening: ${JSON.stringify(link)}`)
  for (const { field, text } of await readMasked(row)) say(`  ${field.padEnd(25)} ${text}`)
  for (const { at, detail } of await readTimeline(row)) say(`  ${at.toISOString()}  ${detail}`)
}
