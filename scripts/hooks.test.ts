import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let home = ''
let checkout = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'paynet-checkout-hooks-'))
  checkout = join(home, 'checkout')
  mkdirSync(join(checkout, '.githooks'), { recursive: true })
  copyFileSync('.githooks/pre-commit', join(checkout, '.githooks/pre-commit'))
  git('init', '--quiet', '--initial-branch=main')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** Runs without any user's git settings, and sees no repository but the one it is in. */
function runIn(folder: string, program: string, args: string[]) {
  const { PATH } = process.env
  const who = { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@example.com' }
  const env = { PATH, HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: tmpdir(), ...who }
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, env: env as unknown as NodeJS.ProcessEnv, encoding: 'utf8' })
  return { code: status, says: stdout + stderr }
}

const git = (...args: string[]) => runIn(checkout, 'git', args)
const hooks = (args: string[] = [], folder = checkout) =>
  runIn(folder, process.execPath, ['--import', import.meta.resolve('tsx'), resolve('scripts/hooks.ts'), ...args])
const hooksPath = () => git('config', '--local', '--get', 'core.hooksPath').says.trim()

/** A project whose `npm run verify` exits with that code. */
function verifyEndsWith(code: number): void {
  writeFileSync(join(checkout, 'package.json'), JSON.stringify({ scripts: { verify: `echo verified $GIT_INDEX_FILE. && exit ${code}` } }))
}

function commit(): { code: number | null; says: string } {
  writeFileSync(join(checkout, 'change.txt'), String(Math.random()))
  git('add', '.')
  return git('commit', '--quiet', '--message=A change')
}

test('switched on, it stops a commit that does not verify and passes one that does; switched off, nothing runs', () => {
  expect(hooks()).toEqual({ code: 0, says: expect.stringContaining('git commit --no-verify') })
  expect(hooks().says).toBe('The hook is on already.\n')
  verifyEndsWith(1)
  expect(commit()).toMatchObject({ code: 1 })
  expect(git('rev-parse', 'HEAD').code, 'nothing was committed').not.toBe(0)
  verifyEndsWith(0)
  // What git tells a hook about its repository is not passed on.
  expect(commit()).toEqual({ code: 0, says: 'verified .\n' })

  verifyEndsWith(1)
  expect(hooks(['off'])).toEqual({ code: 0, says: 'The hook is off.\n' })
  expect(commit()).toEqual({ code: 0, says: '' })
  expect(hooks(['off'])).toEqual({ code: 0, says: 'The hook is not on.\n' })
})

test('hooks that come from another folder are reported and left alone', () => {
  git('config', 'core.hooksPath', 'my-hooks')
  expect(hooks()).toEqual({ code: 1, says: expect.stringContaining('core.hooksPath is "my-hooks" (local); it stays so.') })
  expect(hooks(['off'])).toEqual({ code: 0, says: expect.stringContaining('"my-hooks"') })
  expect(hooksPath()).toBe('my-hooks')

  git('config', '--unset', 'core.hooksPath')
  writeFileSync(join(home, '.gitconfig'), '[core]\n\thooksPath = /everywhere/hooks\n')
  expect(hooks()).toEqual({ code: 1, says: expect.stringContaining('"/everywhere/hooks" (global)') })
  expect(hooksPath()).toBe('')
})

test('hooks of the checkout itself that would no longer run are named', () => {
  mkdirSync(join(checkout, '.git/hooks'), { recursive: true })
  writeFileSync(join(checkout, '.git/hooks/commit-msg'), '#!/bin/sh\n')
  expect(hooks().says).toContain('your own hooks in .git/hooks: commit-msg.')
})

test('outside the root of a checkout it changes nothing and says why', () => {
  const unpacked = join(checkout, 'unpacked')
  mkdirSync(unpacked)
  const elsewhere = join(home, 'elsewhere')
  mkdirSync(elsewhere)
  for (const folder of [unpacked, elsewhere]) {
    expect(hooks([], folder)).toEqual({ code: 1, says: expect.stringContaining('not a git checkout of its own') })
  }
  expect(hooksPath()).toBe('')
})

test('an unknown word is answered with the two known ones', () => {
  expect(hooks(['maybe'])).toEqual({ code: 1, says: expect.stringContaining('npm run hooks -- off') })
})

test('git may run the hook', () => {
  expect(statSync('.githooks/pre-commit').mode & 0o111).toBe(0o111)
})
