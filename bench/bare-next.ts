import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** An empty page, a dynamic page with the fields of a card form, and a liveness route. */
const FILES = {
  'package.json': '{"private":true,"type":"module"}',
  'next.config.js': `export default { turbopack: { root: ${JSON.stringify(process.cwd())} } }`,
  'app/layout.jsx': 'export default ({ children }) => <html lang="tr"><body>{children}</body></html>',
  'app/page.jsx': 'export default () => <main>empty</main>',
  'app/api/health/live/route.js': `export const dynamic = 'force-dynamic'
export const GET = () => Response.json({ status: 'ok' })`,
  'app/form/page.jsx': `import { headers } from 'next/headers'
import { CardForm } from './card-form'
export default async function Page() {
  const language = (await headers()).get('accept-language')
  return <main><h1>149,90 TL</h1><CardForm attempt={Math.random().toString(36)} language={language} /></main>
}`,
  'app/form/card-form.jsx': `'use client'
import { useState } from 'react'
const fields = { holder: 'Kart üzerindeki ad', number: 'Kart numarası', expiry: 'Son kullanma tarihi', cvc: 'CVC' }
export function CardForm({ attempt, language }) {
  const [wrong, setWrong] = useState(null)
  return (
    <form method="post" lang={language} onInput={(event) => setWrong(event.target.validity.valid ? null : event.target.name)}>
      <input type="hidden" name="attempt_key" value={attempt} readOnly />
      {Object.entries(fields).map(([name, label]) => (
        <p key={name}><label>{label} <input name={name} required aria-invalid={wrong === name} /></label></p>
      ))}
      <button>Öde</button>
    </form>
  )
}`,
}

/** Builds the smallest app that the same Next can make. */
export function buildBareNext(): string {
  // Inside the project, so that it shares its node_modules.
  const folder = 'data/bench/bare'
  rmSync(folder, { recursive: true, force: true })
  for (const [name, text] of Object.entries(FILES)) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const { status, stderr } = spawnSync(process.execPath, [join(process.cwd(), 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (status !== 0) throw new Error(`The bare Next app did not build: ${stderr}`)
  return folder
}
