import { randomBytes } from 'node:crypto'
import { copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { makeScratchFolder } from '@/e2e/harness/scratch-folder'

export type TestDatabase = { url: string; drop: () => Promise<void> }

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
  await administer(where, `CREATE DATABASE ${name}${template ? ` TEMPLATE ${nameOf(template)}` : ''}`)
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
