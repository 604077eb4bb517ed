import { makeResetLink } from '@/lib/accounts/reset-link'
import { now } from '@/lib/clock'
import { DAY } from '@/lib/duration'
import { env } from '@/lib/env'
import { done, runCommand } from './run-command'

await runCommand({
  name: 'user',
  synopsis: 'reset <e-mail>',
  about: 'Makes a one-time link for a customer who has lost their password. Make sure first that it is them.',
  words: [2, 2],
  async run({ words: [word, email = ''] }, { say }) {
    if (word !== 'reset') return { wrong: `"${word}" is none of its words` }
    if (!env().isOn.accounts) return { refused: 'Accounts are switched off (ACCOUNTS), and a link would lead nowhere.' }
    const link = await makeResetLink(email, DAY, await now())
    if (!link) return { refused: `No account has the address ${email}.` }
    say(`${link.url}\nIt sets a new password once, until ${link.expiresAt.toISOString()}. Any earlier link has stopped working.`)
    return done({ url: link.url, expires_at: link.expiresAt })
  },
})
