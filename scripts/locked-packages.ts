import { readFileSync } from 'node:fs'

/** A package as `package-lock.json` pins it, at one place in the tree. `integrity` is `algorithm-base64`, or empty. */
export type LockedPackage = {
  path: string
  name: string
  version: string
  licence: string
  integrity: string
  isDev: boolean
  isOptional: boolean
}

type Entry = { name?: string; version: string; license?: string; integrity?: string; dev?: boolean; optional?: boolean }

/** Every copy of every package, in the order of the lockfile. */
export function readLockedPackages(): LockedPackage[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> }
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      path,
      // An alias is installed under a name other than its own.
      name: entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      version: entry.version,
      licence: entry.license ?? 'none told',
      integrity: entry.integrity ?? '',
      isDev: entry.dev ?? false,
      isOptional: entry.optional ?? false,
    }))
}
