import { readLockedPackages } from './locked-packages'

export const LICENCES_FILE = 'docs/licences.md'

/** The list of production packages, as in `docs/licences.md`. */
export function renderLicences(): string {
  const rows = new Set(
    readLockedPackages()
      .filter(({ isDev }) => !isDev)
      .map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`),
  )
  return `# Licences

Everything that \`npm ci --omit dev\` installs, on any platform; each package brings its licence's text. \`npm run licences\` writes this list from the lockfile.

Only libvips is under the LGPL: a shared library that sharp loads when it draws the pictures of links and the icons. \`npm ci --omit dev --omit optional\` leaves it out, together with better-sqlite3 for Node 22 and later; then there are no such pictures, and nothing else is missing. The font in them, Manrope, is under the SIL Open Font License.

| Package | Version | Licence |
| --- | --- | --- |
${[...rows].sort().join('\n')}
`
}
