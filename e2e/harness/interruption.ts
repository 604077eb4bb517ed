import { constants } from 'node:os'

/** Ends this process when somebody stops it, and with it what it has started: a signal alone would leave that running. */
export function endWhenInterrupted(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(128 + constants.signals[signal]))
}
