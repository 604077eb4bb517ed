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
  | { is: 'measured'; metrics: object }
  | { is: 'added-up'; text: string }
)

/** A worker that has not answered by then, because it is busy or has just died, is left out. */
const WITHIN_MS = 2_000

/** In the primary: adds up what all workers have counted whenever one of them wants it, and what the primary itself has. */
export function addUpWorkers(workers: () => Worker[]): void {
  cluster.on('message', (asking, message: Message) => {
    if (message.is !== 'wanted') return
    const { scrape } = message
    void Promise.all(workers().map((worker) => measuredBy(worker, scrape)))
      .then(async (all) => {
        // The primary serves nobody: all it can count is that a worker has ended.
        const counted = [[await metrics().alarms.get()], ...all.filter((one) => one !== null)]
        const text = await AggregatorRegistry.aggregate(counted as object[]).metrics()
        send(asking, { scrape, is: 'added-up', text })
      })
      .catch(() => {})
  })
}

function measuredBy(worker: Worker, scrape: string): Promise<object | null> {
  return new Promise((resolve) => {
    const take = (message: Message) => {
      if (message.scrape === scrape && message.is === 'measured') end(message.metrics)
    }
    const end = (found: object | null) => {
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
export function measureForPrimary(measure: () => Promise<object>): void {
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
