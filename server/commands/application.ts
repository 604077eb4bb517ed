import type { ApplicationRow } from '@/db/applications'
import { now } from '@/lib/clock'
import {
  closeApplication,
  findApplicationBy,
  listUnanswered,
  markReceived,
  markRefused,
  readForeignLink,
  readForSearch,
  readMasked,
  readStatusAtPaynet,
  readTimeline,
  resend,
  whyNoFormId,
} from '@/lib/dealers/operate'
import { confirm, WORD_OPTIONS, wordOf } from './confirm'
import { EXIT, type Output, runCommand } from './run-command'
import { printable } from './told'

type Verdict = { resend?: boolean; received?: string; refused?: boolean; close?: boolean }

await runCommand({
  name: 'application',
  synopsis: '<id or form_id> [--received <form_id> | --refused | --resend | --close] [--note <why>] [--yes] [--unmasked] | --unanswered',
  about: `What happened to a dealer's application, masked. One that Paynet has not answered waits for a word of yours, and so does one
that was held back because another has the same tax number. Your user name and the note are kept in its history.`,
  options: {
    received: { type: 'string', help: 'Paynet has it, under this form_id; typed again with another one, corrects it' },
    refused: { type: 'boolean', help: 'the dealer should mend it and send it again' },
    resend: { type: 'boolean', help: 'Paynet does not have it: send it as it is' },
    close: { type: 'boolean', help: 'nobody goes on with it: its tax number is free' },
    unmasked: { type: 'boolean', help: 'show what to search for at Paynet: company, tax number, person, e-mail; its history notes it' },
    unanswered: { type: 'boolean', help: 'list those that wait for you' },
    ...WORD_OPTIONS,
  },
  words: [0, 1],
  async run({ values, words: [word] }, out) {
    const { unanswered, unmasked, note, yes, ...verdict } = values
    const verdicts = Object.keys(verdict)
    if (unanswered && word === undefined && verdicts.length === 0) return list(out)
    if (!word || unanswered || verdicts.length > 1) return { wrong: 'an application, and one word about it' }
    const application = await findApplicationBy(word)
    if (!application) return { refused: `No application is called ${word}.` }
    const [said] = verdicts
    if (said !== undefined) {
      const number = verdict.received === undefined ? '' : ` ${verdict.received}`
      if (!(await confirm(`${application.id}, ${application.status}: --${said}${number}. Is that right?`, { yes })))
        return { refused: 'Nothing was changed.' }
      const refusal = await carryOut(application, verdict, wordOf({ note }))
      if (refusal !== null) return { refused: `${refusal}; nothing was changed.` }
    }
    const json = await show(application.id, unmasked ? wordOf({ note }) : null, out)
    if (verdict.resend) out.say('The running app sends it within seconds; without one, npm run reconcile does.')
    return { exit: json?.status === 'verifying' ? EXIT.waits : EXIT.done, json: json ?? {} }
  },
})

/** Why it could not be carried out, or null. */
async function carryOut(application: ApplicationRow, verdict: Verdict, word: string): Promise<string | null> {
  const at = await now()
  const { id } = application
  const { received } = verdict
  if (received !== undefined) {
    if (await markReceived(application, received, at, word)) return null
    const why = await whyNoFormId(id, received)
    if (why === 'no-number') return `"${printable(received)}" is no form_id: Paynet's are whole numbers`
    if (why === 'of-another') return `Another application has the form_id ${received}`
    return `${id} does not wait for that word, nor did an operator write its form_id`
  }
  const carried = verdict.refused ? markRefused : verdict.resend ? resend : closeApplication
  return (await carried(application, at, word)) ? null : `${id} does not wait for that word, or another one still has its tax number`
}

async function list({ say }: Output) {
  const rows = await listUnanswered()
  for (const { id, status, sentAt } of rows) {
    const unsent = status === 'sending' ? 'waits to be sent: see its history' : 'not sent: another one has its tax number'
    say(`${id}  ${sentAt ? `sent ${sentAt.toISOString()}` : unsent}`)
  }
  const unanswered = rows.map(({ id, status, sentAt, updatedAt }) => ({ id, status, sent_at: sentAt, updated_at: updatedAt }))
  return { exit: rows.length > 0 ? EXIT.waits : EXIT.done, json: { unanswered } }
}

/** `word`: whose wish it is to see what is masked otherwise; null for masked. */
async function show(id: string, word: string | null, { say }: Output) {
  const row = await findApplicationBy(id)
  if (!row) return null
  const { status, formId, refusedField, sentAt, updatedAt, settledAt } = row
  say(`${id}  ${status}${formId ? `  form_id ${formId}` : ''}${refusedField ? `  because of ${refusedField}` : ''}`)
  const at = await now()
  const [atPaynet, link] = [await readStatusAtPaynet(row, at), await readForeignLink(row)]
  if (atPaynet) say(`  at Paynet: ${atPaynet}`)
  if (link) say(`  Paynet's link leads to no host of Paynet's; check before opening: ${JSON.stringify(link)}`)
  const search = word === null ? null : await readForSearch(row, at, word)
  const masked = await readMasked(row)
  for (const { field, text } of masked) say(`  ${field.padEnd(25)} ${search?.find((each) => each.field === field)?.text ?? text}`)
  const history = await readTimeline(row)
  for (const { at, detail } of history) say(`  ${at.toISOString()}  ${detail}`)
  if (status === 'verifying' && word === null) say(`  what to search for at Paynet: npm run application -- ${id} --unmasked`)
  return {
    ...{ id, status, form_id: formId, refused_field: refusedField, at_paynet: atPaynet, foreign_link: link },
    ...{ sent_at: sentAt, updated_at: updatedAt, settled_at: settledAt },
    answers: Object.fromEntries([...masked, ...(search ?? [])].map(({ field, text }) => [field, text])),
    history: history.map(({ at, detail }) => ({ at, detail })),
  }
}
