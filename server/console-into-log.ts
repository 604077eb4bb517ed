import { format } from 'node:util'
import { log } from '@/lib/log'

/**
 * Turns what Next prints into a log line like any other: one JSON object, scrubbed. Next's errors quote what
 * strangers send, line ends included.
 */
export function turnConsoleIntoLog(): void {
  const [warn, error] = [log.warn, log.error].map((write) => (...words: unknown[]) => {
    write('printed', { error: words.find((word) => word instanceof Error) ?? format(...words).slice(0, 1_000) })
  })
  Object.assign(console, { warn, error, log: warn, info: warn, debug: warn })
}
