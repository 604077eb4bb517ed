import { accessSync, constants, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where programs are looked for: the folders of `PATH`, and below the root of the file system. */
export type Machine = { path: string; root: string }

export const thisMachine: Machine = { path: process.env.PATH ?? '', root: '/' }

/** The first of several programs found in a folder of PATH, or null. */
export function findOnPath(names: string[], { path }: Machine): string | null {
  const folders = path.split(delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram) ?? null
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The names in a folder, the highest version first; none when there is no such folder. */
export function listVersions(folder: string): string[] {
  try {
    return readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  } catch {
    return []
  }
}
