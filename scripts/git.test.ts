import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { commitToCompareWith, git, isCheckout } from './git'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'paynet-checkout-git-'))
  // Whatever runs these tests, even a git hook, its own repository and settings must not be used.
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('GIT_'))) vi.stubEnv(name, undefined)
  vi.stubEnv('HOME', home)
  for (const role of ['AUTHOR', 'COMMITTER']) {
    vi.stubEnv(`GIT_${role}_NAME`, 'A')
    vi.stubEnv(`GIT_${role}_EMAIL`, 'a@example.com')
  }
  vi.stubEnv('GIT_CEILING_DIRECTORIES', tmpdir())
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(home, { recursive: true, force: true })
})

function makeCheckout(branch: string): string {
  const folder = join(home, branch)
  mkdirSync(folder)
  git(['init', '--quiet', `--initial-branch=${branch}`], folder)
  commit(folder)
  return folder
}

let commits = 0

/** Each has its own message; otherwise two made in the same second would be identical. */
function commit(folder: string): string | null {
  commits += 1
  git(['commit', '--quiet', '--allow-empty', `--message=Change ${commits}`], folder)
  return git(['rev-parse', 'HEAD'], folder)
}

test('a branch is compared with the commit at which it left main, whatever was added to main since', () => {
  const folder = makeCheckout('main')
  const left = git(['rev-parse', 'HEAD'], folder)
  git(['switch', '--quiet', '--create', 'change'], folder)
  commit(folder)
  git(['switch', '--quiet', 'main'], folder)
  commit(folder)
  git(['switch', '--quiet', 'change'], folder)
  expect(commitToCompareWith(folder)).toBe(left)
})

test('main itself is compared with what was pushed, or with its last commit if nothing ever was', () => {
  const folder = makeCheckout('main')
  expect(commitToCompareWith(folder)).toBe(git(['rev-parse', 'HEAD'], folder))

  const clone = join(home, 'clone')
  git(['clone', '--quiet', folder, clone], home)
  const pushed = git(['rev-parse', 'HEAD'], clone)
  expect(commit(clone)).not.toBe(pushed)
  expect(commitToCompareWith(clone)).toBe(pushed)
})

test('without a main branch it is the last commit', () => {
  expect(commitToCompareWith(makeCheckout('trunk'))).toBe('HEAD')
})

test('only the top folder of a repository is a checkout', () => {
  const folder = makeCheckout('main')
  const below = join(folder, 'unpacked')
  mkdirSync(below)
  expect([folder, below, home].map((each) => isCheckout(each))).toEqual([true, false, false])
  const worktree = join(home, 'worktree')
  git(['worktree', 'add', '--quiet', worktree], folder)
  writeFileSync(join(worktree, 'change.txt'), '')
  expect(isCheckout(worktree)).toBe(true)
})
