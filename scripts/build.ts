import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { build } from 'esbuild'
import { STATIC_FILES } from '@/lib/static-files'
import { packFiles } from './pack-files'

/** Bundles what runs next to Next into `dist/`, so that production needs neither TypeScript nor a loader. */
const common = { bundle: true, platform: 'node', format: 'esm', target: 'node20', outdir: 'dist', logLevel: 'warning' } as const

/** Libraries in CommonJS ask for Node's modules with it. */
const REQUIRE = "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);"

/** What becomes `dist/NAME.js`, by its source. */
const commands = {
  start: 'server/start.ts',
  ...Object.fromEntries(
    [
      'reconcile',
      'sweep',
      'waiting',
      'payment',
      'refund',
      'webhook',
      'application',
      'reseal',
      'user',
      'privacy',
      'paynet-check',
      'db-backup',
      'db-restore',
    ].map((name) => [name, `server/commands/${name}.ts`]),
  ),
  'seed-demo': 'scripts/demo/seed.ts',
}

rmSync('dist', { recursive: true, force: true })

await build({
  ...common,
  entryPoints: {
    'load-environment': 'server/load-environment.ts',
    ...Object.fromEntries(Object.entries(commands).map(([name, source]) => [`commands/${name}`, source])),
  },
  splitting: true,
  // One file loads in a fraction of the time of a library's hundreds. These stay outside: Next, and what is not JavaScript.
  external: ['next', '@next/env', 'better-sqlite3', 'better-sqlite3-napi', '@node-rs/argon2', 'pg-native'],
  banner: { js: REQUIRE },
  // What a library exports under names is there by these names, also for "await import".
  mainFields: ['module', 'main'],
  // These files are the server; the marker's own check only knows Next's bundler.
  alias: { 'server-only': './server/server-only.ts' },
})
// The environment is loaded before the first line of a command: a bundle with shared chunks keeps no import
// order.
for (const name of Object.keys(commands))
  writeFileSync(`dist/${name}.js`, `import './load-environment.js'\nawait import('./commands/${name}.js')\n`)

// The app does not depend on the simulator's libraries, so its bundle brings them along.
await build({
  ...common,
  entryPoints: { simulator: 'simulator/main.ts', mailbox: 'simulator/mailbox/main.ts' },
  banner: { js: REQUIRE },
})

// Once for what Next has built; a developer's server has built nothing.
if (existsSync('.next/BUILD_ID') && !existsSync(STATIC_FILES)) packFiles()
