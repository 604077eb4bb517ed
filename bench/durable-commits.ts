import { readFileSync } from 'node:fs'

/**
 * How often our app commits during a payment, around Paynet's calls: the floor commits as often. The bench
 * counts the app's real commits, and refuses to compare if this is out of date.
 */
export const DURABLE_COMMITS = {
  order: 1,
  start: { before: 1, after: 1 },
  return: { before: 1, after: 1 },
} as const

const HEADER = 32
const FRAME_HEADER = 24

/** Commits in a SQLite write-ahead log: frames of the current generation that end a transaction. */
export function countCommits(walFile: string): number {
  const wal = readFileSync(walFile)
  if (wal.length < HEADER) return 0
  const frame = FRAME_HEADER + wal.readUInt32BE(8)
  const salts = wal.readBigUInt64BE(16)
  let commits = 0
  for (let at = HEADER; at + frame <= wal.length && wal.readBigUInt64BE(at + 8) === salts; at += frame) {
    // The size of the database after the commit, or 0 within a transaction.
    if (wal.readUInt32BE(at + 4) > 0) commits += 1
  }
  return commits
}
