import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { run } from './run'

const BUILT = ['.next/BUILD_ID', '.next/files/index.json', 'dist/start.js', 'dist/simulator.js']
const NOT_BUILT = /^(docs|e2e|proof|bench|\.github|scripts\/test)\/|\.md$|\.(test|test-kit|spec)\.tsx?$/

/** Builds what the browser tests and the proofs look at, unless the last build is newer than every file it is made of. */
export async function buildOnce(): Promise<boolean> {
  return isFresh() || ((await run('next', ['build'])) && (await run('tsx', ['scripts/build.ts'])))
}

function isFresh(): boolean {
  const { status, stdout: list } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' })
  // An unpacked archive is not a git checkout, and cannot tell.
  if (status !== 0) return false
  const sources = list.split('\0').filter((file) => file !== '' && !NOT_BUILT.test(file))
  const builtAt = Math.min(...BUILT.map(changedAt))
  // A deleted file counts as changed now, since its time is unknown.
  return sources.every((file) => (changedAt(file) || Number.POSITIVE_INFINITY) < builtAt)
}

/** 0 for a missing file. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
