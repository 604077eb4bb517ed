import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'
import { chromium } from 'playwright'
import { findOnPath, isProgram, type Machine, thisMachine } from './find-program'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
const PACKAGE = join('node_modules', '@sparticuz', 'chromium')
const CACHE = join('node_modules', '.cache')

/**
 * The browser for the end-to-end tests: npm's, the machine's or Playwright's own. npm's comes first because it is
 * the same one for everybody, and takes two thirds of the time of a desktop's. Throws a readable sentence if there
 * is none.
 */
export function findChromium(
  machine: Machine = thisMachine,
  playwrights = chromium.executablePath(),
  npms: () => string | null = unpackChromium,
): string {
  const found = starting(npms()) ?? findOnPath(NAMES, machine) ?? (isProgram(playwrights) ? playwrights : null)
  if (found) return found
  throw new Error('Chromium was not found. Install it: npx playwright install chromium, or on Debian: apt-get install chromium')
}

/** A Linux that the package does not suit may still have a browser of its own. */
function starting(program: string | null): string | null {
  if (program === null) return null
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore', timeout: 30_000 })
    return program
  } catch {
    return null
  }
}

/**
 * The package brings its own libraries and one font, for machines without either. The font is every page's: each
 * weight would be looked for by itself otherwise, and a machine may have half-bold letters with serifs only.
 */
const LAUNCHER = `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" FONTCONFIG_FILE="$here/fonts.conf"
exec "$here/chromium" "$@"
`
const FONTS = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <match target="pattern"><edit name="family" mode="append" binding="strong"><string>Open Sans</string></edit></match>
</fontconfig>
`
/** Counts up when one of these two changes, so that nobody goes on with the old one. */
const EDITION = 2

/**
 * The Chromium of `@sparticuz/chromium`, unpacked once per version; null where it does not suit this machine.
 * The package's own code would unpack to the machine's temporary folder, under names that any other account
 * could have taken first, and needs a newer Node than we do.
 */
export function unpackChromium(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(PACKAGE)) return null
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string }
  const folder = resolve(CACHE, `chromium-${version}-${EDITION}`)
  const launcher = join(folder, 'launch')
  if (existsSync(launcher)) return launcher

  mkdirSync(CACHE, { recursive: true })
  const unfinished = mkdtempSync(`${folder}-`)
  const inflate = (name: string) => brotliDecompressSync(readFileSync(join(PACKAGE, 'bin', name)))
  try {
    for (const name of ['al2023', 'fonts', 'swiftshader']) {
      execFileSync('tar', ['-x', '--no-same-owner', '-C', unfinished], { input: inflate(`${name}.tar.br`) })
    }
    writeFileSync(join(unfinished, 'chromium'), inflate('chromium.br'), { mode: 0o755 })
    writeFileSync(join(unfinished, 'fonts.conf'), FONTS)
    writeFileSync(join(unfinished, 'launch'), LAUNCHER, { mode: 0o755 })
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true })
    // Another run was faster.
    if (!existsSync(launcher)) throw error
  }
  return launcher
}
