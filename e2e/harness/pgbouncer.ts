import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startChild } from './child'
import { findOnPath, isProgram, thisMachine } from './find-program'
import { freePort } from './ports'

export type PgBouncer = { url: string; log: () => string; stop: () => Promise<void> }

/** Where Debian puts it, which is on no PATH but root's. */
const DEBIANS = '/usr/sbin/pgbouncer'

export function findPgBouncer(): string | null {
  return findOnPath(['pgbouncer'], thisMachine) ?? (isProgram(DEBIANS) ? DEBIANS : null)
}

/** A throw-away PgBouncer in front of a Postgres, with nothing set that its defaults would decide, but for the given lines. */
export async function startPgBouncer(program: string, postgresUrl: string, settings: Record<string, string> = {}): Promise<PgBouncer> {
  const folder = mkdtempSync(join(tmpdir(), 'checkout-pgbouncer-'))
  const server = new URL(postgresUrl)
  const port = await freePort()
  writeFileSync(join(folder, 'users.txt'), `"${server.username}" ""\n`)
  const lines = {
    listen_addr: '127.0.0.1',
    listen_port: String(port),
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: join(folder, 'users.txt'),
    ...settings,
  }
  const file = join(folder, 'pgbouncer.ini')
  writeFileSync(
    file,
    `[databases]\n* = host=${server.hostname} port=${server.port}\n[pgbouncer]\n${Object.entries(lines)
      .map(([name, value]) => `${name} = ${value}`)
      .join('\n')}\n`,
  )
  // It refuses to run as root, who can lend it another account.
  chmodSync(folder, 0o755)
  const account = process.getuid?.() === 0 ? ['-u', 'nobody'] : []
  const child = startChild(program, [...account, file], { env: {} })
  const stop = async () => {
    child.signal('SIGKILL')
    await child.exited
    rmSync(folder, { recursive: true, force: true })
  }
  let isGone = false
  void child.exited.then(() => {
    isGone = true
  })
  while (!(await listens(port))) {
    if (isGone) throw new Error(`PgBouncer did not start:\n${child.output()}`)
    await sleep(25)
  }
  const url = new URL(postgresUrl)
  url.port = String(port)
  return { url: url.href, log: child.output, stop }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
