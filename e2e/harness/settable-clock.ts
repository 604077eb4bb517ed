import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Variables } from './app'

/** A time of day that a test sets while processes run; their elapsed time is not affected. */
export type SettableClock = {
  /** For the processes that follow it. */
  variables: Variables
  /** Sets it this far ahead of the true time, or behind it, for all of them at once. */
  set: (aheadMs: number) => Promise<void>
  /** By how much it has been ahead, and since when in true time; oldest first. */
  history: () => ClockSetting[]
  close: () => Promise<void>
}

export type ClockSetting = { at: number; aheadMs: number }

/** The clock of a host, which governs leases on SQLite. Processes read it from a file in the folder. */
export function settableHostClock(folder: string): SettableClock {
  const file = join(folder, 'clock')
  const put = async (aheadMs: number) => {
    // Never half a number.
    writeFileSync(`${file}.new`, String(aheadMs))
    renameSync(`${file}.new`, file)
  }
  writeFileSync(file, '0')
  const shim = `import { readFileSync } from 'node:fs'
const Real = Date
const read = () => Number(readFileSync(${JSON.stringify(file)}, 'utf8'))
let ahead = read()
setInterval(() => { ahead = read() }, 10).unref()
globalThis.Date = new Proxy(Real, {
  construct: (target, args, self) => Reflect.construct(target, args.length === 0 ? [Real.now() + ahead] : args, self === globalThis.Date ? target : self),
  get: (target, name) => name === 'now' ? () => Real.now() + ahead : Reflect.get(target, name),
})`
  return remembering(put, { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(shim)}` })
}

/**
 * The clock of a Postgres, which governs leases there: its `now()` becomes a function of ours that comes before
 * the real one in the database's search path. For a database without connections.
 */
export async function settablePostgresClock(url: string): Promise<SettableClock> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  // The server may end before its last connection does.
  pool.on('error', () => {})
  const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name')
  await pool.query(`ALTER DATABASE "${rows[0]?.name}" SET search_path = public, pg_catalog`)
  await pool.query('CREATE TABLE clock AS SELECT 0::float8 AS ahead_ms')
  await pool.query(
    `CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql STABLE
     AS $$ SELECT pg_catalog.now() + ahead_ms * interval '1 millisecond' FROM public.clock $$`,
  )
  const put = async (aheadMs: number) => {
    await pool.query('UPDATE public.clock SET ahead_ms = $1', [aheadMs])
  }
  return { ...remembering(put, {}), close: () => pool.end() }
}

function remembering(put: (aheadMs: number) => Promise<void>, variables: Variables): SettableClock {
  const history: ClockSetting[] = [{ at: 0, aheadMs: 0 }]
  return {
    variables,
    async set(aheadMs) {
      await put(aheadMs)
      history.push({ at: Date.now(), aheadMs })
    },
    history: () => [...history],
    close: async () => {},
  }
}
