import { type ParseArgsConfig, parseArgs } from 'node:util'
import { close } from '@/db/client'
import { readEnvironment } from '@/lib/env'

/**
 * What was typed after the command's name, or null if an option's value is missing. An id may begin with
 * a dash, so only names of options count as options; everything else is positional.
 */
export function readArguments<const Options extends NonNullable<ParseArgsConfig['options']>>(
  options: Options,
  words = process.argv.slice(2),
) {
  const named: string[] = []
  const positional: string[] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string
    const option = word.startsWith('--') ? options[word.slice(2)] : undefined
    if (!option) positional.push(word)
    else named.push(option.type === 'string' && words[at + 1] !== undefined ? `${word}=${words[++at]}` : word)
  }
  try {
    return parseArgs({ options, allowPositionals: true, args: [...named, '--', ...positional] })
  } catch {
    return null
  }
}

/** Runs an operator's command: reads the environment, runs it, closes the database, and prints what went wrong in one line. */
export async function runCommand(command: () => Promise<number>): Promise<void> {
  // The output is for people; the log has its own readers.
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
