import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Where the build puts every file that is served as it is, encoded in each way that pays; `next build` clears it. */
export const STATIC_FILES = '.next/files'
/** The list of them, by their address: a `Record<string, StaticFile>` as JSON. */
export const STATIC_FILES_INDEX = 'index.json'

export type StaticFile = {
  /** Content-Type. */
  type: string
  /** Whether another content would have another address. */
  isImmutable: boolean
  /** Smallest first. The digest is of the encoded bytes; it names the file that holds them, and is their ETag. */
  encodings: Array<{ name: 'br' | 'gzip' | 'identity'; digest: string }>
}

/** What a folder and those below it hold, each by its path in the folder, with `/`; links are not followed. */
export function filesIn(folder: string): Array<{ file: string; name: string; isLink: boolean }> {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ file: join(entry.parentPath, entry.name), isLink: entry.isSymbolicLink() }))
    .map(({ file, isLink }) => ({ file, name: relative(folder, file).split(sep).join('/'), isLink }))
}
