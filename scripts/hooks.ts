import { existsSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { git, isCheckout } from './git'

/**
 * `npm run hooks` makes git run `npm run verify` before each commit in this checkout; `npm run hooks -- off`
 * stops that. Hooks that were set up in any other way are left alone.
 */
const OURS = '.githooks'

type Ending = { code: number; says: string[] }

function switchOn(): Ending {
  const other = otherFolder()
  if (other !== null) {
    return refuse(`core.hooksPath is ${other}; it stays so. To use this project's hook instead: git config core.hooksPath ${OURS}`)
  }
  if (isOn()) return done('The hook is on already.')
  const unheard = hooksOfCheckout()
  if (git(['config', '--local', 'core.hooksPath', OURS]) === null) return refuse('git would not write its configuration.')
  return done(
    'From now on git runs "npm run verify" before each commit in this checkout.',
    'Once without it: git commit --no-verify. Off again: npm run hooks -- off',
    ...(unheard.length > 0 ? [`While it is on, git does not run your own hooks in .git/hooks: ${unheard.join(', ')}.`] : []),
  )
}

function switchOff(): Ending {
  const other = otherFolder()
  if (other !== null) return done(`The hook is not on: core.hooksPath is ${other}. It stays so.`)
  if (!isOn()) return done('The hook is not on.')
  if (git(['config', '--local', '--unset-all', 'core.hooksPath']) === null) return refuse('git would not write its configuration.')
  return done('The hook is off.')
}

function isOn(): boolean {
  const folder = git(['config', '--get', 'core.hooksPath'])
  return folder !== null && resolve(folder) === resolve(OURS)
}

/** Another folder that git takes its hooks from, and the scope of the git setting that says so. */
function otherFolder(): string | null {
  if (isOn()) return null
  const [scope, folder] = (git(['config', '--show-scope', '--get', 'core.hooksPath']) ?? '').split('\t')
  return folder ? `"${folder}" (${scope})` : null
}

function hooksOfCheckout(): string[] {
  const folder = git(['rev-parse', '--git-path', 'hooks'])
  return folder !== null && existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.sample')) : []
}

function done(...says: string[]): Ending {
  return { code: 0, says }
}

function refuse(says: string): Ending {
  return { code: 1, says: [says] }
}

function end(asked: string): Ending {
  if (asked !== 'on' && asked !== 'off') return refuse('npm run hooks switches the hook on, npm run hooks -- off switches it off.')
  if (!isCheckout()) return refuse('This folder is not a git checkout of its own, so it has no hooks to switch.')
  return asked === 'on' ? switchOn() : switchOff()
}

const { code, says } = end(process.argv[2] ?? 'on')
for (const line of says) (code === 0 ? console.log : console.error)(line)
process.exit(code)
