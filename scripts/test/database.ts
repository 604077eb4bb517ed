import { randomBytes } from 'node:crypto'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { makeScratchFolder } from '@/e2e/harness/scratch-folder'

export type TestDatabase = { url: string; drop: () => Promise<void> }

/** As a host in Turkey may have made it, where "I" and "i" are two letters and ids sort otherwise; not every server can. */
const TURKISH = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'tr-TR'"

/**
 * A database for one caller: a file, if `where` is "sqlite", or one in the Postgres server at that address. It
 * is empty, or a copy of the one at `template`, which must not be open anywhere.
 */
export async function createDatabase(where: string, template?: string): Promise<TestDatabase> {
  if (where === 'sqlite') {
    const folder = makeScratchFolder('test')
    const file = join(folder, 'checkout.db')
    if (template) copyFileSync(template.replace(/^file:/, ''), file)
    return { url: `file:${file}`, drop: async () => rmSync(folder, { recursive: true, force: true }) }
  }
  const name = `test_${randomBytes(8).toString('hex')}`
  if (template) await administer(where, `CREATE DATABASE ${name} TEMPLATE ${nameOf(template)}`)
  else await administer(where, `CREATE DATABASE ${name} ${TURKISH}`).catch(() => administer(where, `CREATE DATABASE ${name}`))
  const url = new URL(where)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => administer(where, `DROP DATABASE ${name} WITH (FORCE)`) }
}

function nameOf(databaseUrl: string): string {
  return new URL(databaseUrl).pathname.slice(1)
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
