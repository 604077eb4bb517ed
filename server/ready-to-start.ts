import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { createServer, isIPv6 } from 'node:net'
import { dirname } from 'node:path'
import { sqliteFile } from '@/db/client'
import { isPostgres } from '@/db/dialect'

type Where = { port: number; host: string | undefined }

/** Why nothing can listen there, told before everything else takes its time; null if something can. */
export async function whyPortIsClosed({ port, host }: Where): Promise<string | null> {
  if (port === 0) return null
  const probe = createServer()
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    probe.once('error', resolve)
    probe.listen({ port, ...(host === undefined ? {} : { host }) }, () => resolve(null))
  })
  if (problem === null) await new Promise((resolve) => probe.close(resolve))
  return problem && explainListening(problem, { port, host })
}

export function explainListening({ code, message }: NodeJS.ErrnoException, { port, host }: Where): string {
  const where = `${port}${host === undefined ? '' : ` of ${host}`}`
  if (code === 'EADDRINUSE') return `PORT ${where} is in use by another program (EADDRINUSE). End it, or choose another PORT.`
  if (code === 'EACCES') return `PORT ${where} may not be opened by this user (EACCES). Choose one above 1023, behind a proxy.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `HOST ${host ?? ''} is no address of this machine (${code}).`
  return `PORT ${where} cannot be opened: ${message}`
}

/** Where a server is reached from its own machine; all interfaces include the loopback one. */
export function originFromHere({ port, host = '0.0.0.0' }: Where): string {
  const name = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
  return `http://${isIPv6(name) ? `[${name}]` : name}:${port}`
}

/** Why the file of a SQLite database cannot be used; null if nothing speaks against it. */
export async function whyFileIsClosed(): Promise<string | null> {
  if (isPostgres) return null
  const [file, folder] = [sqliteFile(), dirname(sqliteFile())]
  if (file === ':memory:') return null
  const found = await stat(file).catch(() => null)
  if (found && !found.isFile()) return `DATABASE_URL names ${file}, which is no file.`
  try {
    if (found) await access(file, constants.R_OK | constants.W_OK)
    await makeFolder(folder)
    // SQLite keeps files beside its own.
    await access(folder, constants.W_OK | constants.X_OK)
    return null
  } catch (error) {
    return explainDatabase(error)
  }
}

/** One level after the other: `recursive` never ends where a folder cannot be made, such as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => error)
  if (!(found instanceof Error)) return
  if (found.code !== 'ENOENT' || dirname(folder) === folder) throw found
  await makeFolder(dirname(folder))
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    // Another instance may have been faster.
    if (error.code !== 'EEXIST') throw error
  })
}

/** One line for what a driver says of a database that cannot be used; it names no password. */
export function explainDatabase(error: unknown): string {
  const root = rootOf(error)
  const code = (root as { code?: unknown }).code
  const why = (root instanceof Error ? root.message : String(root)).split('\n')[0]
  return `DATABASE_URL cannot be used: ${why || 'no answer'}${typeof code === 'string' && !why?.includes(code) ? ` (${code})` : ''}`
}

/** drizzle wraps what the driver says, and Node several addresses that were tried. */
function rootOf(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootOf(error.errors[0])
  return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error
}
