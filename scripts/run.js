import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import './end-with-npm.js'

/** `node scripts/run.js NAME …`: runs what `npm run build` has made of a command; before that, says so. */
const [, , name] = process.argv
const file = new URL(`../dist/${name}.js`, import.meta.url)
// As if it had been started by itself: `WORKERS` starts the same again.
process.argv.splice(1, 2, fileURLToPath(file))
const isServed = name === 'start' && !process.argv.includes('--dev')

if (!existsSync(file) || (isServed && !existsSync(new URL('../.next/BUILD_ID', import.meta.url)))) {
  console.error('This has not been built yet: run "npm run build" first.')
  process.exit(3)
}
try {
  await import(file.href)
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message.replaceAll(/\s+/g, ' ')}` : error)
  process.exit(3)
}
