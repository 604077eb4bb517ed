import { makeResetLink } from '@/lib/accounts/reset'
import { now } from '@/lib/clock'
import { requireDataKey } from '@/lib/data-key'
import { readArguments, runCommand } from './run-command'

/** `npm run user`: a one-time link for a customer who has lost their password. */
await runCommand(async () => {
  const [word, email, ...more] = readArguments({})?.positionals ?? []
  if (word !== 'reset' || !email || more.length > 0) {
    console.error('Usage: npm run user -- reset <e-mail>')
    return 1
  }
  await requireDataKey()
  const link = await makeResetLink(email, await now())
  if (!link) {
    console.error(`No account has the address ${email}.`)
    return 1
  }
  console.log(`${link.url}\nIt sets a new password once, until ${link.expiresAt.toISOString()}. Any earlier link has stopped working.`)
  return 0
})
