import { now } from '@/lib/clock'
import { exportPerson, forgetPerson } from '@/lib/privacy/person'
import { readArguments, runCommand } from './run-command'

const USAGE = 'Usage: npm run privacy -- export|forget <e-mail>'

/** `npm run privacy`: tells everything that is kept about a person, or forgets the person. docs/privacy.md says what that is. */
await runCommand(async () => {
  const [word, email, ...more] = readArguments({})?.positionals ?? []
  if ((word !== 'export' && word !== 'forget') || !email || more.length > 0) {
    console.error(USAGE)
    return 1
  }
  if (word === 'export') {
    const person = await exportPerson(email, now)
    if (person) console.log(JSON.stringify(person, null, 2))
    else console.error(`${email} is no e-mail address.`)
    return person ? 0 : 1
  }
  const done = await forgetPerson(email, now)
  if (!done) {
    console.error(`${email} is no e-mail address.`)
    return 1
  }
  console.log(done.account ? `account: deleted, with ${count(done.cards, 'card')}` : 'account: none deleted')
  console.log(`orders: the customer of ${done.orders} forgotten`)
  console.log(`applications: ${done.applications} erased`)
  for (const { what, id, why } of done.kept) console.log(`kept: ${what} ${id}: ${why}`)
  return done.kept.length === 0 ? 0 : 1
})

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`
}
