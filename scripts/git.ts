import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'

/** What git prints, or null if it fails or is not installed. */
export function git(args: string[], folder = '.'): string | null {
  const { status, stdout } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  return status === 0 ? stdout.trim() : null
}

/** Whether the folder is the root of a checkout, not an unpacked archive, which may be inside another checkout. */
export function isCheckout(folder = '.'): boolean {
  const root = git(['rev-parse', '--show-toplevel'], folder)
  return root !== null && realpathSync(root) === realpathSync(folder)
}

/** The commit at which this branch left the main one; on the main branch itself, the last commit that was pushed. */
export function commitToCompareWith(folder = '.'): string {
  for (const branch of ['origin/main', 'main']) {
    const left = git(['merge-base', branch, 'HEAD'], folder)
    if (left !== null) return left
  }
  return 'HEAD'
}
