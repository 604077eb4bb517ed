import 'server-only'
import cluster, { type Worker } from 'node:cluster'
import { setTimeout as delay } from 'node:timers/promises'
import { AggregatorRegistry } from 'prom-client'
import { metrics } from './counters'

/**
 * With `WORKERS`, whichever worker gets a scrape answers for all: it asks the primary, which asks all workers and
 * adds up. Messages carry the number of the scrape.
 */
type Message = { scrape: string } & (
  | { is: 'wanted' }
  | { is: 'measure' }
  | { is: 'measured'; metrics: Measured }
  | { is: 'added-up'; text: string }
)

/** Of a worker that has not answered by then, because it is busy or has just died, only what it had counted before is told. */
const WITHIN_MS = 2_000

/** What a process has measured, as prom-client's registry tells it. */
type Measured = Array<{ type: unknown }>

/** In the primary: adds up what all workers have counted whenever one of them wants it, and what the primary itself has. */
export function addUpWorkers(workers: () => Worker[]): void {
  // The counting begins here, however often workers are replaced later.
  const { alarms, registry } = metrics()
  const startedAt = registry.getSingleMetric('checkout_start_time_seconds')
  // What was counted stays counted. To Prometheus, a sum that falls is a restart, and all that is left of it has just happened.
  const last = new Map<number, Measured>()
  let ofEnded: Measured = []
  cluster.on('exit', ({ id }) => {
    ofEnded = sum([ofEnded, countersOf(last.get(id) ?? [])]).getMetricsAsArray() as unknown as Measured
    last.delete(id)
  })
  cluster.on('message', (asking, message: Message) => {
    if (message.is !== 'wanted') return
    const { scrape } = message
    const answered = new Set<number>()
    const measuring = workers().map(async (worker) => {
      const found = await measuredBy(worker, scrape)
      if (found === null || worker.isDead()) return
      last.set(worker.id, found)
      answered.add(worker.id)
    })
    void Promise.all(measuring)
      .then(async () => {
        // The primary serves nobody: all it can count is that a worker has ended.
        const own = [await alarms.get(), await startedAt?.get()].filter((one) => one !== undefined)
        const ofWorkers = [...last].map(([id, found]) => (answered.has(id) ? found : countersOf(found)))
        const text = await sum([own, ofEnded, ...ofWorkers]).metrics()
        send(asking, { scrape, is: 'added-up', text })
      })
      .catch(() => {})
  })
}

function sum(all: Measured[]) {
  return AggregatorRegistry.aggregate(all)
}

/** Without what only holds at the moment it is measured. */
function countersOf(measured: Measured): Measured {
  return measured.filter(({ type }) => type !== 'gauge')
}

function measuredBy(worker: Worker, scrape: string): Promise<Measured | null> {
  return new Promise((resolve) => {
    const take = (message: Message) => {
      if (message.scrape === scrape && message.is === 'measured') end(message.metrics)
    }
    const end = (found: Measured | null) => {
      clearTimeout(deadline)
      worker.off('message', take)
      resolve(found)
    }
    const deadline = setTimeout(end, WITHIN_MS, null)
    worker.on('message', take)
    send(worker, { scrape, is: 'measure' })
  })
}

/** In a worker: measures when the primary asks. */
export function measureForPrimary(measure: () => Promise<Measured>): void {
  process.on('message', ({ scrape, is }: Message) => {
    if (is === 'measure')
      void measure().then(
        (found) => send(process, { scrape, is: 'measured', metrics: found }),
        () => {},
      )
  })
}

/** In a worker: the metrics of all, in Prometheus' text format. */
export async function readAllWorkers(scrape: string): Promise<string> {
  const text = new Promise<string>((resolve) => {
    const take = (message: Message) => {
      if (message.scrape !== scrape || message.is !== 'added-up') return
      process.off('message', take)
      resolve(message.text)
    }
    process.on('message', take)
    send(process, { scrape, is: 'wanted' })
    void delay(2 * WITHIN_MS, undefined, { ref: false }).then(() => process.off('message', take))
  })
  const late = delay(2 * WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new Error('the workers were not added up in time')
  })
  return Promise.race([text, late])
}

function send(to: Pick<NodeJS.Process, 'send'> | Worker, message: Message): void {
  // Whoever has just gone gets nothing, and is not waited for.
  ;(to as Worker).send(message, (error) => void error)
}
