import { close } from '@/db/client'
import { readEnvironment } from '@/lib/env'

/** Runs an operator's command: reads the environment, does it, closes the database, and says what went wrong in a line. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  // Lines for people; the log has its own reader.
  process.env.LOG_LEVEL = 'silent'
  const read = readEnvironment(process.env)
  if (!read.ok) {
    for (const { name, problem, example } of read.problems) console.error(`${name} ${problem}. Example: ${example}`)
    process.exit(1)
  }
  let status = 1
  try {
    status = await command()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
  }
  await close()
  process.exit(status)
}
