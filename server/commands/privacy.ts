import { now } from '@/lib/clock'
import { exportPerson, forgetPerson } from '@/lib/privacy/person'
import { EXIT, runCommand } from './run-command'

await runCommand({
  name: 'privacy',
  synopsis: 'export|forget <e-mail>',
  about: `export: prints everything that is kept about a person, as JSON. forget: deletes the account and its cards, at Paynet too, and
forgets who ordered and what was applied for; payments stay, without a name. docs/privacy.md says more. Make sure first
that it is them who ask.`,
  words: [2, 2],
  async run({ words: [word, email = ''] }, { say, warn }) {
    if (word === 'export') {
      const person = await exportPerson(email, now)
      if (!person) return { wrong: `"${email}" is no e-mail address` }
      say(JSON.stringify(person, null, 2))
      return { exit: EXIT.done, json: person }
    }
    if (word !== 'forget') return { wrong: `"${word}" is none of its words` }
    const forgotten = await forgetPerson(email, now)
    if (!forgotten) return { wrong: `"${email}" is no e-mail address` }
    const { account, cards, orders, applications, kept } = forgotten
    say(account ? `account: deleted, with ${cards} ${cards === 1 ? 'card' : 'cards'}` : 'account: none deleted')
    say(`orders: the customer of ${orders} forgotten`)
    say(`applications: ${applications} erased`)
    for (const { what, id, why } of kept) warn(`kept: ${what} ${id}: ${why}`)
    return { exit: kept.length === 0 ? EXIT.done : EXIT.waits, json: { account, cards, orders, applications, kept } }
  },
})
