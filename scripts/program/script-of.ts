import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The packages whose programs we run. */
const PACKAGES = {
  biome: '@biomejs/biome',
  'drizzle-kit': 'drizzle-kit',
  next: 'next',
  playwright: 'playwright',
  tsc: 'typescript',
  tsx: 'tsx',
  vitest: 'vitest',
} as const

export type Program = keyof typeof PACKAGES

/** The script behind a program, for Node to run: what npm puts into `node_modules/.bin` needs a shell on Windows. */
export function scriptOf(program: Program): string {
  const folder = join('node_modules', PACKAGES[program])
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: string | Record<string, string> }
  const script = typeof bin === 'string' ? bin : bin[program]
  if (script === undefined) throw new Error(`${PACKAGES[program]} has no program ${program}`)
  return join(folder, script)
}
