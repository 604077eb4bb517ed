import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { close } from '@/db/client'
import { migrate } from '@/db/migrate'
import { now } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { type Environment, readEnvironment } from '@/lib/env'
import { inFlight } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { measureOwn } from '@/lib/metrics/metrics'
import { measureForPrimary } from '@/lib/metrics/workers'
import { compareRestoredCopy } from '@/lib/payments/restored-copy'
import { turnConsoleIntoLog } from './console-into-log'
import { createHttpServer } from './http-server'
import { startLoop } from './loop'
import { runWorkers } from './workers'

/**
 * `npm start` and `npm run dev`: environment, migrations, server, loop; shuts down cleanly on SIGTERM or Ctrl-C. With
 * `WORKERS`, this process starts others that do the same, and finds nothing left to migrate.
 */
async function start(isDevelopment: boolean): Promise<void> {
  const read = readEnvironment(process.env)
  if (!read.ok) {
    for (const { name, problem, example } of read.problems) console.error(`${name} ${problem}. Example: ${example}`)
    process.exit(1)
  }
  const env = read.value
  await migrate()
  // From here on, a change of the system clock is noticed.
  await readClock(now)
  await compareRestoredCopy(now)
  if (env.workers > 1 && cluster.isPrimary && !isDevelopment) {
    await close()
    process.exit(await runWorkers(env.workers))
  }

  const port = env.port
  // Set before Next and React are loaded, which choose their builds by it.
  Object.assign(process.env, { NODE_ENV: isDevelopment ? 'development' : 'production' })
  // Otherwise next-auth would take its own address from a header, or from whatever this variable holds.
  process.env.NEXTAUTH_URL = env.appUrl
  // Keeps Next's own check of a redirect's target on this machine, instead of going out and back in.
  process.env.__NEXT_PRIVATE_ORIGIN = `http://127.0.0.1:${port}`
  const { default: next } = await import('next')
  // Next listens for upgrades by itself and loses track of connections that none of its pages takes; on this
  // server there are none.
  const nowhere = isDevelopment ? {} : { httpServer: createServer() }
  const app = next({ dev: isDevelopment, dir: process.cwd(), port, hostname: 'localhost', ...nowhere })
  await app.prepare()
  const { server, end: endServer } = createHttpServer(env, app.getRequestHandler(), isDevelopment)
  if (isDevelopment) server.on('upgrade', app.getUpgradeHandler())

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(env.host === undefined ? {} : { host: env.host }) }, resolve)
  })
  if (!isDevelopment) turnConsoleIntoLog()
  const loop = startLoop()
  if (cluster.isWorker) measureForPrimary(async () => measureOwn(await now()))
  log.info('started', { path: env.appUrl })

  let ending = false
  const end = () => {
    // npm forwards Ctrl-C to a process that has already had it from the terminal.
    if (ending) return
    ending = true
    void drain(env, endServer, loop).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('stop.failed', { error })
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

/**
 * Accepts no more requests, lets those in flight and the loop's own calls finish, then closes the database. If
 * nothing is in flight any more, slow and idle connections delay it by a few seconds at most.
 */
async function drain(env: Environment, endServer: (withinMs: number) => Promise<void>, loop: { stop(): void }): Promise<void> {
  log.info('stopping')
  loop.stop()
  const longest = env.paynet.timeoutMs + 20_000
  await Promise.all([endServer(longest), Promise.race([settled(), delay(longest, undefined, { ref: false })])])
  await close()
  log.info('stopped')
}

async function settled(): Promise<void> {
  while (inFlight().size > 0) await Promise.allSettled([...inFlight()])
}

start(process.argv.includes('--dev')).catch((error: unknown) => {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : error)
  process.exit(1)
})
