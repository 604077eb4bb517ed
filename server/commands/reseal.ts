import { now } from '@/lib/clock'
import { requireDataKey } from '@/lib/data-key'
import { renewTaxDigests } from '@/lib/dealers/tax-digests'
import { reseal } from '@/lib/reseal'
import { runCommand } from './run-command'

/** `npm run reseal`: the last step of changing `DATA_KEY`. */
await runCommand(async () => {
  await requireDataKey()
  // First: `reseal` ends with what makes the old key needless.
  const count = (await renewTaxDigests('newest', await now())) + (await reseal())
  console.log(`${count} values were sealed with the new DATA_KEY. DATA_KEY_PREVIOUS is no longer needed.`)
  return 0
})
