import { readFileSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import type Database from 'better-sqlite3'
import type pg from 'pg'
import { CONTROL_FILE, type Control, type Kill, REACHED_FILE, type Side, thingOfCall, thingOfStatement } from './places'

/**
 * Loaded into the app's process before the app (`node --import`): it watches the drivers and the HTTP client
 * that the app is about to use, and kills the process at the place named in the control file.
 */
const LOOK_EVERY_MS = 10

type Thing = Kill['thing']

const controlFile = process.env[CONTROL_FILE] ?? ''
const reachedFile = process.env[REACHED_FILE]
const load = createRequire(join(process.cwd(), 'package.json'))

let control = readControl()
let arrivals = 0
let lastCall: Thing | null = null

function readControl(): Control {
  return JSON.parse(readFileSync(controlFile, 'utf8')) as Control
}

function isAwaited(thing: Thing | null, side: Side): thing is Thing {
  return reachedFile !== undefined && thing !== null && control.kill?.thing === thing && control.kill.side === side
}

/** Reports that the process has reached a place; if it is the one to die at, nothing after this runs. */
function arrive(thing: Thing, side: Side): void {
  if (!isAwaited(thing, side) || reachedFile === undefined) return
  arrivals += 1
  if (arrivals !== control.kill?.nth) return
  writeFileSync(reachedFile, `${thing}, ${side}`, { flush: true })
  process.kill(process.pid, 'SIGKILL')
}

function watchSqlite(): void {
  const name = Number(process.versions.node.split('.')[0]) < 22 ? 'better-sqlite3' : 'better-sqlite3-napi'
  const { prototype } = load(name) as { prototype: Database.Database }
  const { prepare, transaction } = prototype
  let touched: Thing[] = []
  let depth = 0

  const watchStatement = (database: Database.Database, sql: string, statement: Database.Statement) => {
    const all = statement.all.bind(statement)
    const commitApart = (thing: Thing, values: unknown[]) => {
      database.exec('BEGIN IMMEDIATE')
      try {
        const rows = all(...values)
        if (rows.length > 0) arrive(thing, 'before')
        database.exec('COMMIT')
        return rows
      } catch (error) {
        if (database.inTransaction) database.exec('ROLLBACK')
        throw error
      }
    }
    statement.all = (...values: unknown[]) => {
      const thing = thingOfStatement(sql, values, lastCall)
      if (thing === null) return all(...values)
      const isInside = database.inTransaction
      const rows = !isInside && isAwaited(thing, 'before') ? commitApart(thing, values) : all(...values)
      if (rows.length > 0 && isInside) touched.push(thing)
      if (rows.length > 0 && !isInside) arrive(thing, 'after')
      return rows
    }
    return statement
  }

  Object.assign(prototype, {
    prepare(this: Database.Database, sql: string) {
      return watchStatement(this, sql, prepare.call(this, sql))
    },
    transaction(this: Database.Database, work: (...values: unknown[]) => unknown) {
      const run = transaction.call(this, (...values: unknown[]) => {
        if (depth === 0) touched = []
        depth += 1
        try {
          const result = work(...values)
          // A nested transaction commits nothing.
          if (depth === 1) for (const thing of touched) arrive(thing, 'before')
          return result
        } finally {
          depth -= 1
        }
      })
      const watched =
        (commit: (...values: unknown[]) => unknown) =>
        (...values: unknown[]) => {
          const result = commit(...values)
          if (depth === 0) for (const thing of touched) arrive(thing, 'after')
          return result
        }
      const ways = { deferred: watched(run.deferred), immediate: watched(run.immediate), exclusive: watched(run.exclusive) }
      return Object.assign(watched(run), { ...ways, default: watched(run), database: this })
    },
  })
}

type Ask = (this: pg.Client, query: string | { text: string }, values?: unknown[]) => Promise<pg.QueryResult>
type Reply = (error: Error | undefined, result?: pg.QueryResult) => void

function watchPostgres(): void {
  const { Client } = load('pg') as typeof pg
  const ask = Client.prototype.query as unknown as Ask
  const transactions = new WeakMap<pg.Client, Thing[]>()

  async function commitApart(client: pg.Client, thing: Thing, query: { text: string }, values: unknown[]): Promise<pg.QueryResult> {
    await ask.call(client, 'BEGIN')
    try {
      const result = await ask.call(client, query, values)
      if (result.rows.length > 0) arrive(thing, 'before')
      await ask.call(client, 'COMMIT')
      return result
    } catch (error) {
      await ask.call(client, 'ROLLBACK')
      throw error
    }
  }

  async function watched(client: pg.Client, thing: Thing | null, query: { text: string }, values: unknown[]): Promise<pg.QueryResult> {
    const opened = transactions.get(client)
    if (thing !== null) {
      const isAlone = opened === undefined && isAwaited(thing, 'before')
      const result = isAlone ? await commitApart(client, thing, query, values) : await ask.call(client, query, values)
      if (result.rows.length > 0 && opened) opened.push(thing)
      if (result.rows.length > 0 && !opened) arrive(thing, 'after')
      return result
    }
    if (query.text === 'begin') transactions.set(client, [])
    else transactions.delete(client)
    const things = query.text === 'commit' ? (opened ?? []) : []
    for (const done of things) arrive(done, 'before')
    const result = await ask.call(client, query, values)
    for (const done of things) arrive(done, 'after')
    return result
  }

  Object.assign(Client.prototype, {
    query(this: pg.Client, ...given: unknown[]) {
      const [query, values] = given
      const text = textOf(query)
      const bound = Array.isArray(values) ? values : []
      const thing = thingOfStatement(text, bound, lastCall)
      if (thing === null && !['begin', 'commit', 'rollback'].includes(text)) return ask.apply(this, given as Parameters<Ask>)
      const result = watched(this, thing, typeof query === 'string' ? { text } : (query as { text: string }), bound)
      const reply = given.at(-1)
      if (typeof reply !== 'function') return result
      void result.then(
        (rows) => (reply as Reply)(undefined, rows),
        (error: Error) => (reply as Reply)(error),
      )
    },
  })
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query
  const { text } = query as { text?: unknown }
  return typeof text === 'string' ? text : ''
}

function watchHttp(): void {
  const { request } = http
  Object.assign(http, {
    request(...given: Parameters<typeof request>) {
      const sent = request(...given)
      const thing = thingOfCall(sent.path)
      return thing === null ? sent : watchCall(sent, thing)
    },
  })
}

function watchCall(request: http.ClientRequest, thing: Thing): http.ClientRequest {
  lastCall = thing
  const end = request.end.bind(request)
  Object.assign(request, {
    end(body: string) {
      arrive(thing, 'before')
      return end(body)
    },
  })
  // Attached before the app's own listeners, so they are called first.
  return request.on('response', (response) => {
    response.on('end', () => {
      if (response.complete) arrive(thing, 'after')
    })
  })
}

/** Time passes for the process as it does for a payment: the clock of its lifetime cannot be set, and advances with the other. */
function watchElapsed(): void {
  const real = performance.now.bind(performance)
  const bornAhead = control.aheadMs
  Object.defineProperty(performance, 'now', { value: () => real() + control.aheadMs - bornAhead })
}

/** On SQLite, leases use this host's clock. On Postgres they use the server's, which is set there. */
function watchClock(): void {
  const Real = Date
  const now = () => Real.now() + control.aheadMs + control.steppedMs
  globalThis.Date = new Proxy(Real, {
    construct: (target, values, self: new () => object) =>
      Reflect.construct(target, values.length === 0 ? [now()] : values, self === globalThis.Date ? target : self) as object,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  })
}

if (isMainThread) {
  setInterval(() => {
    control = readControl()
  }, LOOK_EVERY_MS).unref()
  watchHttp()
  watchElapsed()
  if (process.env.DATABASE_URL?.startsWith('postgres')) watchPostgres()
  else {
    watchSqlite()
    watchClock()
  }
}
