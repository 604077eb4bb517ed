import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { close, sqliteFile } from '@/db/client'
import { isPostgres } from '@/db/dialect'
import { isMigrated } from '@/db/migrate'
import { requireDataKey } from '@/lib/data-key'
import { readEnvironment } from '@/lib/env'
import { isId } from '@/lib/ids'
import { hear } from '@/lib/log'
import { asJson } from '@/lib/shared/as-json'
import { inOneLine, lineOf, printable } from './told'

/** What a command's exit code says; docs/operations.md#exit-codes. Where several are true, the highest counts. */
export const EXIT = {
  /** Done, and nothing waits for a person. */
  done: 0,
  /** Done, but something waits for a person, or an alarm was raised. */
  waits: 1,
  /** Nothing was done: it was typed wrongly. */
  usage: 2,
  /** It could not be done, or not all of it: environment, build, database, an error of ours. */
  failed: 3,
  /** Nothing was done: there is no such thing, or it is not open to that. */
  refused: 4,
} as const
type Exit = (typeof EXIT)[keyof typeof EXIT]

export type Options = Record<string, { type: 'boolean' | 'string'; short?: string; help: string }>
type Values<O extends Options> = { [Name in keyof O]?: O[Name]['type'] extends 'string' ? string : boolean }
export type Typed<O extends Options> = { values: Values<O>; words: string[]; isHelp: boolean; isJson: boolean }

type Needs = 'database' | 'environment'

export type Command<O extends Options> = {
  /** As after `npm run`. */
  name: string
  /** What may be typed after the name, in one line. */
  synopsis: string
  /** What it does, for `--help`. */
  about: string
  options?: O
  /** How many words it takes besides its options, at least and at most. */
  words?: [least: number, most: number]
  /** What must be there before it runs; `environment` means that it looks after the database itself. */
  needs?: Needs | ((words: string[]) => Needs)
  run: (typed: Pick<Typed<O>, 'values' | 'words'>, out: Output) => Promise<Answer>
}

/** Where a command writes while it runs. With `--json`, only what `warn` says is text. */
export type Output = {
  /** What was done or found, on stdout. */
  say: (line: string) => void
  /** What somebody must do something about, on stderr. */
  warn: (line: string) => void
  /** With `--json`, a document on a line of its own, from a command that runs until it is ended. */
  tell: (json: Record<string, unknown>) => void
}

/** How a command ended. `json` holds the same facts as its text, for `--json`. */
export type Answer = { exit: Exit; json: Record<string, unknown> } | { refused: string } | { wrong: string }

export function done(json: Record<string, unknown> = {}): Answer {
  return { exit: EXIT.done, json }
}

const COMMON = {
  json: { type: 'boolean', help: 'one JSON document on stdout, for programs' },
  help: { type: 'boolean', short: 'h', help: 'show this and do nothing' },
} as const satisfies Options

/**
 * What was typed after a command's name, or why it cannot be understood. An id may begin with dashes, as it comes; a
 * reference that does stands after `--`.
 */
export function readArguments<const O extends Options>(
  options: O,
  typed: string[] = process.argv.slice(2),
  [least, most]: [number, number] = [0, 0],
): Typed<O> | { wrong: string } {
  const all: Options = { ...options, ...COMMON }
  const optionOf = (word: string | undefined) => (word?.startsWith('--') ? all[word.slice(2)] : undefined)
  const [named, words]: [string[], string[]] = [[], []]
  for (let at = 0; at < typed.length; at += 1) {
    const word = typed[at] as string
    const next = typed[at + 1]
    if (word === '--') {
      words.push(...typed.slice(at + 1))
      break
    }
    if (optionOf(word)?.type === 'string' && next !== undefined && next !== '--' && !optionOf(next)) {
      named.push(`${word}=${next}`)
      at += 1
    } else if (word.startsWith('-') && word !== '-' && !isId(word)) named.push(word)
    else words.push(word)
  }
  const isHelp = named.includes('--help') || named.includes('-h')
  try {
    const { values } = parseArgs({ options: all, args: isHelp ? ['--help'] : named })
    if (!isHelp && words.length < least) return { wrong: 'something is missing' }
    if (!isHelp && words.length > most) return { wrong: `"${printable(words[most] ?? '')}" is too much` }
    const { json, help: _, ...rest } = values
    return { values: rest as Values<O>, words, isHelp, isJson: json === true }
  } catch (error) {
    return { wrong: (error as Error).message.split('. ')[0]?.replaceAll('\n', ' ') ?? 'not understood' }
  }
}

/**
 * Runs an operator's command: reads what was typed and the environment, runs it, closes the database, and ends with a code
 * of `EXIT`. Alarms and errors that the app would log are written to stderr, a line each. What goes wrong is one line, too.
 */
export async function runCommand<const O extends Options>(command: Command<O>): Promise<void> {
  // A pipe that is closed keeps no command from its work; what a full disk did not take is missing.
  let isCutOff = false
  process.stderr.on('error', () => {})
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    isCutOff ||= code !== 'EPIPE' && code !== 'EBADF'
  })
  const typed = readArguments(command.options ?? ({} as O), process.argv.slice(2), command.words)
  const usage = `Usage: npm run ${command.name}${command.synopsis && ` -- ${command.synopsis}`}`
  if ('wrong' in typed) {
    console.error(`${usage}  (${typed.wrong}; --help tells more)`)
    if (process.argv.includes('--json')) console.log(JSON.stringify({ error: typed.wrong, alarms: [] }, null, 2))
    return end(EXIT.usage)
  }
  if (typed.isHelp) {
    console.log(helpOf(command, usage))
    return end(EXIT.done)
  }

  // Nobody reads a log of ours: alarms and errors are told at once, the rest is not.
  process.env.LOG_LEVEL = 'silent'
  const heard: { alarms: Record<string, unknown>[]; errors: number } = { alarms: [], errors: 0 }
  hear((level, event, fields) => {
    if (level === 'alarm') heard.alarms.push({ event: `alarm.${event}`, ...asJson(fields) })
    else heard.errors += 1
    console.error(lineOf(level, event, fields))
  })
  const out: Output = {
    say: (line) => typed.isJson || console.log(line),
    warn: (line) => console.error(line),
    tell: (json) => typed.isJson && console.log(JSON.stringify(json)),
  }
  const answer = await answerOf(command, typed, out)
  const told = (json: Record<string, unknown>) => {
    if (typed.isJson) console.log(JSON.stringify({ ...json, alarms: heard.alarms }, null, 2))
  }
  if ('wrong' in answer) {
    console.error(`${usage}  (${answer.wrong}; --help tells more)`)
    told({ error: answer.wrong })
    return end(EXIT.usage)
  }
  if ('refused' in answer) {
    console.error(answer.refused)
    told({ error: answer.refused })
    return end(EXIT.refused)
  }
  told(answer.json)
  const alarmed = heard.alarms.length > 0 ? EXIT.waits : EXIT.done
  await written()
  if (isCutOff) console.error('Not all of the output could be written.')
  return end(Math.max(answer.exit, alarmed, heard.errors > 0 || isCutOff ? EXIT.failed : EXIT.done))
}

async function answerOf<O extends Options>(command: Command<O>, typed: Typed<O>, out: Output): Promise<Answer> {
  const read = readEnvironment(process.env)
  if (!read.ok) {
    for (const { name, problem, example } of read.problems) out.warn(`${name} ${problem}. Example: ${example}`)
    return { exit: EXIT.failed, json: { error: 'the environment is not ready', problems: read.problems } }
  }
  try {
    const needs = typeof command.needs === 'function' ? command.needs(typed.words) : command.needs
    const missing = needs === 'environment' ? null : await whyNoDatabase()
    if (missing === null) {
      if (needs !== 'environment') await requireDataKey()
      return await command.run(typed, out)
    }
    out.warn(missing)
    return { exit: EXIT.failed, json: { error: missing } }
  } catch (error) {
    const why = inOneLine(error)
    out.warn(why)
    return { exit: EXIT.failed, json: { error: why } }
  } finally {
    await close().catch(() => {})
  }
}

/** A command that only looks must not leave an empty database where none was. */
async function whyNoDatabase(): Promise<string | null> {
  const file = sqliteFile()
  if (!isPostgres && file !== ':memory:' && !existsSync(file)) return `There is no database ${file} yet: "npm start" makes it.`
  const isReady = await isMigrated().catch((error: unknown) => {
    if (isMissingTable(error)) return false
    throw error
  })
  return isReady ? null : 'The database is not of this version: "npm start" of this version brings it up to date.'
}

function isMissingTable(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return code === '42P01' || code === '3F000' || (code === 'SQLITE_ERROR' && /no such table/.test(String(message)))
}

function helpOf<O extends Options>({ about, options }: Command<O>, usage: string): string {
  const rows = Object.entries<Options[string]>({ ...options, ...COMMON }).map(
    ([name, { type, help }]) => [`--${name}${type === 'string' ? ' …' : ''}`, help] as const,
  )
  const width = Math.max(...rows.map(([name]) => name.length))
  return [usage, '', about, '', ...rows.map(([name, help]) => `  ${name.padEnd(width)}  ${help}`), '', EXIT_CODES].join('\n')
}

const EXIT_CODES = `Ends with 0: done; 1: done, but something waits for a person; 2: typed wrongly; 3: not ready, or failed;
4: refused, nothing was changed.`

async function end(code: number): Promise<void> {
  await written()
  process.exit(code)
}

/** Waits until everything is written: a pipe may take its time. */
async function written(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) await new Promise<void>((resolve) => stream.write('', () => resolve()))
}
