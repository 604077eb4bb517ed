import fc from 'fast-check'

/** One guarantee and the inputs that try to break it. */
export type Target = {
  name: string
  /** Its share of its group's inputs, relative to the others. */
  weight: number
  /** Needs an otherwise idle app, so it goes first. */
  isQuiet: boolean
  run: (inputs: number, seed: number) => Promise<Held>
}

export type Held = { inputs: number; failure: string | null }

type Definition<Input> = {
  name: string
  weight?: number
  isQuiet?: boolean
  input: fc.Arbitrary<Input>
  /** Throws if the guarantee is broken. */
  check: (input: Input) => Promise<void> | void
  /** How many are tried at once; in-process inputs need only one. */
  atOnce?: number
  /** How many are generated at a time. A failure is reproduced by the seed of its portion. */
  portion?: number
  /** Runs before each portion, to restore what inputs may have used up. */
  prepare?: () => Promise<void>
  /** Runs after the last one, for what can only be said of all of them together. */
  conclude?: () => Promise<void>
}

export function target<Input>(definition: Definition<Input>): Target {
  return {
    name: definition.name,
    weight: definition.weight ?? 1,
    isQuiet: definition.isQuiet ?? false,
    run: (inputs, seed) => run(definition, inputs, seed),
  }
}

async function run<Input>(definition: Definition<Input>, inputs: number, seed: number): Promise<Held> {
  const { input, portion = 500, prepare, conclude } = definition
  let tried = 0
  try {
    for (let at = seed; tried < inputs; at += 1) {
      await prepare?.()
      const values = fc.sample(input, { seed: at, numRuns: Math.min(portion, inputs - tried) })
      const wrong = await firstWrong(values, definition)
      if (wrong) return { inputs: tried + wrong.index + 1, failure: await describe(definition, at, wrong) }
      tried += values.length
    }
    await conclude?.()
    return { inputs: tried, failure: null }
  } catch (error) {
    return { inputs: tried, failure: `${messageOf(error)}, after all inputs of seed ${seed}` }
  }
}

type Wrong = { index: number; why: string }

async function firstWrong<Input>(values: Input[], { check, atOnce = 1 }: Definition<Input>): Promise<Wrong | null> {
  let next = 0
  let wrong: Wrong | null = null
  const work = async () => {
    for (let index = next++; index < values.length && !wrong; index = next++) {
      try {
        // Not awaited if it is synchronous: a turn of the event loop costs more than most of these checks.
        const checking = check(values[index] as Input)
        if (checking !== undefined) await checking
      } catch (error) {
        wrong ??= { index, why: messageOf(error) }
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return wrong
}

/** Shrinks the input, and says how to reproduce it. */
async function describe<Input>({ input, check }: Definition<Input>, seed: number, { index, why }: Wrong): Promise<string> {
  const property = fc.asyncProperty(input, async (value) => check(value))
  const shrunk = await fc.check(property, { seed, path: String(index), numRuns: 1, interruptAfterTimeLimit: 20_000 })
  const [value] = shrunk.counterexample ?? fc.sample(input, { seed, numRuns: index + 1 }).slice(-1)
  const small = shrunk.counterexample ? messageOf(shrunk.errorInstance) : `${why} (not again when it was tried alone)`
  return `${small}\n      input ${withoutDigits(fc.stringify(value)).slice(0, 1500)}\n      again: --seed ${seed} --runs ${index + 1}`
}

export function messageOf(error: unknown): string {
  return withoutDigits(error instanceof Error ? error.message : String(error)).slice(0, 600)
}

/** A report could contain a card number. */
export function withoutDigits(text: string): string {
  return text.replace(/\d(?:[\s.-]?\d){7,}/g, '[digits]')
}

/** Throws unless it holds. */
export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}
