import { once } from 'node:events'
import net from 'node:net'
import { eq } from 'drizzle-orm'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { atomically, close, query, rawConnection } from './client'
import { databaseUrl, isPostgres } from './dialect'
import { markers } from './schema'

const [FIRST, LATER] = [new Date('2026-11-22T10:00:00Z'), new Date('2026-11-22T11:00:00Z')]
/** Connections of the pool, and more transactions than that. */
const [MOST, MANY] = [10, 12]

type Line = { url: string; silence: () => void; cut: () => void; restore: () => void; close: () => void }

/** Between the app and its database. Silence is what a lost network is: connections stay, and nothing comes through. */
async function startLine(): Promise<Line> {
  const open = new Set<net.Socket>()
  let isSilent = false
  const pass = (from: net.Socket, to: net.Socket) => {
    open.add(from)
    from
      .on('error', () => {})
      .on('data', (bytes) => to.write(bytes))
      .on('close', () => {
        open.delete(from)
        to.destroy()
      })
    if (isSilent) from.pause()
  }
  const { hostname, port } = new URL(databaseUrl)
  const server = net.createServer({ noDelay: true }, (client) => {
    const database = net.connect({ host: hostname, port: Number(port), noDelay: true })
    pass(client, database)
    pass(database, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(server.address() as net.AddressInfo).port}`
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy()
  }
  return {
    url: url.href,
    silence() {
      isSilent = true
      for (const socket of open) socket.pause()
    },
    cut,
    restore() {
      isSilent = false
      for (const socket of open) socket.resume()
    },
    close() {
      server.close()
      cut()
    },
  }
}

function poolOf() {
  const connection = rawConnection()
  if (!('pool' in connection)) throw new Error('no Postgres')
  return connection.pool
}

/** Many transactions at once that write a time into a row. */
function write(name: string, at: Date, begun = () => {}) {
  const one = () =>
    atomically((db) => {
      begun()
      return [db.update(markers).set({ at }).where(eq(markers.name, name)).returning()]
    })
  return Promise.allSettled(Array.from({ length: MANY }, one))
}

const timeOf = async (name: string) => (await query((db) => db.select().from(markers).where(eq(markers.name, name))))[0]?.at

describe.skipIf(!isPostgres)('while it lasts and afterwards', () => {
  let line: Line
  let lasting: object

  beforeEach(async () => {
    await query((db) => db.delete(markers))
    await query((db) => db.insert(markers).values(['failed', 'done'].map((name) => ({ name, at: FIRST }))))
    await close()
    line = await startLine()
    const { options } = poolOf()
    lasting = { query_timeout: options.query_timeout, connectionTimeoutMillis: options.connectionTimeoutMillis }
    Object.assign(options, { connectionString: line.url, query_timeout: 500, connectionTimeoutMillis: 500 })
    // On a busy machine, half a second may be too short.
    const connect = async () => {
      await write('done', FIRST)
      return poolOf().idleCount
    }
    await expect.poll(connect).toBe(MOST)
  })

  afterEach(() => {
    // Not awaited: with a connection lost, it never ends.
    void close()
    line.close()
  })

  test.each<[string, (line: Line) => Promise<{ status: string }[]>]>([
    [
      'silent before transactions begin',
      ({ silence }) => {
        silence()
        return write('failed', LATER)
      },
    ],
    ['silent in the middle of one', ({ silence }) => write('failed', LATER, silence)],
    ['gone in the middle of some', ({ cut }) => write('failed', LATER, cut)],
  ])('a database that is %s takes no connection with it, and what failed stays undone', async (_when, writeInVain) => {
    expect(new Set((await writeInVain(line)).map(({ status }) => status))).toEqual(new Set(['rejected']))
    await expect.poll(() => poolOf().totalCount, { message: 'a connection in which a transaction failed is not used again' }).toBe(0)

    Object.assign(poolOf().options, lasting)
    line.restore()
    const done = await write('done', LATER)
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(MANY)
    expect(await timeOf('done')).toEqual(LATER)
    expect(await timeOf('failed')).toEqual(FIRST)
    expect(poolOf().idleCount).toBe(poolOf().totalCount)
  })
})

test.skipIf(!isPostgres)('a transaction that is undone, or that the database refuses, costs no connection', async () => {
  const destroyed: unknown[] = []
  poolOf().on('release', (why) => void (why && destroyed.push(why)))
  await query((db) => db.insert(markers).values({ name: 'here', at: FIRST }))
  const nobody = await write('nobody', LATER)
  expect(nobody).toEqual(nobody.map(() => ({ status: 'fulfilled', value: null })))
  const twice = atomically((db) => [db.insert(markers).values({ name: 'here', at: LATER }).returning()])
  await expect(twice).rejects.toThrow('insert into')
  expect(destroyed).toEqual([])
})
