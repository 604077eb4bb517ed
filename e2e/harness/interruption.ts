import { constants } from 'node:os'

/** Ends this process and everything it started when it is interrupted: the signal itself would leave those running. */
export function endWhenInterrupted(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(128 + constants.signals[signal]))
}
