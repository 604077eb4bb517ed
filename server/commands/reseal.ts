import { now } from '@/lib/clock'
import { renewTaxDigests } from '@/lib/dealers/tax-digests'
import { reseal } from '@/lib/reseal'
import { done, runCommand } from './run-command'

await runCommand({
  name: 'reseal',
  synopsis: '',
  about:
    'The last step of changing DATA_KEY: encrypts everything anew that was encrypted with DATA_KEY_PREVIOUS. May be stopped,\nrepeated, and run while the app runs.',
  async run(_typed, { say }) {
    // First: `reseal` ends with what makes the old key needless.
    const count = (await renewTaxDigests('newest', await now())) + (await reseal())
    say(`${count} values were sealed with the new DATA_KEY. DATA_KEY_PREVIOUS is no longer needed.`)
    return done({ resealed: count })
  },
})
