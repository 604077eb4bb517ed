import cluster from 'node:cluster'
import { createServer } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { close } from '@/db/client'
import { migrate } from '@/db/migrate'
import { now } from '@/lib/clock'
import { readClock } from '@/lib/clock-watch'
import { isDataKeyWrong, WRONG_DATA_KEY } from '@/lib/data-key'
import { renewTaxDigests } from '@/lib/dealers/tax-digests'
import { type Environment, findMisspelt, readEnvironment } from '@/lib/env'
import { compareRestoredCopy } from '@/lib/housekeeping/restored-copy'
import { inFlight } from '@/lib/in-flight'
import { log } from '@/lib/log'
import { setMerchantLogo } from '@/lib/merchant'
import { metrics } from '@/lib/metrics/counters'
import { measureWith } from '@/lib/metrics/metrics'
import { measureForPrimary } from '@/lib/metrics/workers'
import { readLogo } from '@/lib/read-logo'
import { loadStaticFiles } from '@/server/http/static-files'
import { turnConsoleIntoLog } from './console-into-log'
import { createHttpServer } from './http-server'
import { keepEnvironment } from './keep-environment'
import { startLoop } from './loop'
import { explainDatabase, explainListening, originFromHere, whyFileIsClosed, whyPortIsClosed } from './ready-to-start'
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
  if (env.merchantLogo !== null) {
    const picture = readLogo(env.merchantLogo)
    if (!picture.ok) return refuse(`MERCHANT_LOGO ${picture.problem}. Example: ./logo.svg`)
    setMerchantLogo(picture.logo)
  }
  for (const { name, nearest } of cluster.isWorker ? [] : findMisspelt(process.env)) {
    const why = `${name} is no variable of this app, and changes nothing. Did you mean ${nearest}?`
    console.error(why)
    log.warn('environment.unknown', { why })
  }
  // Workers share a port that is open already.
  const closed = (cluster.isWorker ? null : await whyPortIsClosed(env)) ?? (await whyFileIsClosed())
  if (closed !== null) return refuse(closed)
  try {
    await migrate()
  } catch (error) {
    return refuse(explainDatabase(error))
  }
  if (await isDataKeyWrong(await now())) return refuse(WRONG_DATA_KEY)
  await renewTaxDigests('unknown', await now())
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
  process.env.__NEXT_PRIVATE_ORIGIN = originFromHere(env)
  const { default: next } = await import('next')
  // Next listens for upgrades by itself and loses track of connections that none of its pages takes; on this
  // server there are none.
  const nowhere = isDevelopment ? {} : { httpServer: createServer() }
  const app = next({ dev: isDevelopment, dir: process.cwd(), port, hostname: 'localhost', ...nowhere })
  await app.prepare()
  if (isDevelopment) keepEnvironment()
  const files = isDevelopment ? 'development' : loadStaticFiles()
  const { server, end: endServer } = createHttpServer(env, app.getRequestHandler(), files)
  if (isDevelopment) server.on('upgrade', app.getUpgradeHandler())

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(explainListening(error, env))))
    server.listen({ port, ...(env.host === undefined ? {} : { host: env.host }) }, resolve)
  })
  if (!isDevelopment) turnConsoleIntoLog()
  measureWith(now)
  const loop = startLoop()
  if (cluster.isWorker) measureForPrimary(() => metrics().registry.getMetricsAsJSON())
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

function refuse(why: string): never {
  console.error(why)
  process.exit(1)
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
