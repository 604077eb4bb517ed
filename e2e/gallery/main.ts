import { rm } from 'node:fs/promises'
import type { Browser } from 'playwright/test'
import { STATES } from '@/e2e/gallery/states'
import { createStacks, type Stacks } from '@/e2e/gallery/states/stacks'
import { nameOf, type State } from '@/e2e/gallery/states/state'
import { endWhenInterrupted } from '@/e2e/harness/interruption'
import { judge, photograph, print } from './camera'
import { writeContactSheet } from './contact-sheet'
import { type Options, readOptions, USAGE } from './options'
import { openBrowser, startVisit } from './visit'

/** `npm run gallery`: pictures of every page in every state, and what axe says of each. */

/** States at a time: a picture takes a core. */
const AT_ONCE = 2

type Report = { pictures: number; found: Map<string, string[]>; told: Map<string, string[]> }

async function gallery(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) return tell(USAGE, 0)
  let options: Options
  try {
    options = readOptions(args)
  } catch (error) {
    return tell(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, 2)
  }
  const states = STATES.filter((state) => isMeant(state, options))
  if (options.isList) return tell(states.map(nameOf).join('\n'), 0)
  if (states.length === 0) return tell(`No state is called so: ${options.only.join(', ')}`, 2)

  const startedAt = performance.now()
  if (options.only.length === 0) await rm(options.folder, { recursive: true, force: true })
  const browser = await openBrowser(options.text)
  const stacks = createStacks()
  const report: Report = { pictures: 0, found: new Map(), told: new Map() }
  try {
    const waiting = [...states]
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await take(browser, stacks, next, options, report)
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
  } finally {
    await browser.close()
    await stacks.end()
  }
  const sheet = await writeContactSheet(options.folder, STATES, new Map([...report.told, ...report.found]))
  for (const [name, faults] of report.found) console.log(`\n${name}\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  return tell(
    `\n${states.length} states, ${report.pictures} pictures, ${report.found.size} states with something found, ${seconds} s: ${sheet}`,
    report.found.size === 0 ? 0 : 1,
  )
}

function isMeant(state: State, { only, isPrint, hasScripts }: Options): boolean {
  if (isPrint && !state.isPrinted) return false
  if (!hasScripts && state.needsScripts) return false
  return only.length === 0 || only.some((word) => nameOf(state).includes(word))
}

/** Brings a state about, and shows it in each language. */
async function take(browser: Browser, stacks: Stacks, state: State, options: Options, report: Report): Promise<void> {
  const name = nameOf(state)
  const startedAt = performance.now()
  const faults: string[] = []
  const hasScripts = options.hasScripts && !state.isWithoutScripts
  try {
    const show = await state.bring(stacks)
    for (const [index, language] of options.languages.entries()) {
      const visit = await startVisit(browser, { language, ...options, hasScripts })
      try {
        await show(visit)
        if (options.isPrint)
          report.told.set(name, [...(report.told.get(name) ?? []), ...(await print(visit.page, state, language, options))])
        else faults.push(...(await photograph(visit.page, state, language, options)))
        report.pictures += options.isPrint ? 1 : options.widths.length * options.schemes.length
        if (options.hasAxe && hasScripts && index === 0) faults.push(...(await judge(visit.page, state, options)))
      } finally {
        await visit.context.close()
      }
    }
  } catch (error) {
    faults.push(`was not reached: ${error instanceof Error ? error.message.split('\n').slice(0, 6).join(' ') : String(error)}`)
  }
  if (faults.length > 0) report.found.set(name, faults)
  console.log(`${faults.length > 0 ? '!' : ' '} ${name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`)
}

function tell(text: string, code: number): number {
  console.log(text)
  return code
}

endWhenInterrupted()
process.exit(await gallery(process.argv.slice(2)))
