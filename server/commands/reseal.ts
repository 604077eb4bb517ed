import { requireDataKey } from '@/lib/data-key'
import { reseal } from '@/lib/reseal'
import { runCommand } from './run-command'

/** `npm run reseal`: the last step of changing `DATA_KEY`. */
await runCommand(async () => {
  await requireDataKey()
  console.log(`${await reseal()} values were sealed with the new DATA_KEY. DATA_KEY_PREVIOUS is no longer needed.`)
  return 0
})
