import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readBody } from './read-body'

/** A body that arrives a piece at a time, with a pause after each. */
function trickle(pieces: number, pauseMs: number): Request {
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (sent === pieces) return controller.close()
      sent += 1
      controller.enqueue(new Uint8Array(1))
      await sleep(pauseMs)
    },
  })
  return new Request('http://localhost/', { method: 'POST', body, duplex: 'half' } as RequestInit)
}

const LEAST = { bytesPerSecond: 1_000_000, afterMs: 20 }

test('reading gives up on a body that arrives too slowly, whether it trickles or stops', async () => {
  expect(await readBody(trickle(Number.POSITIVE_INFINITY, 5), 1_000, 60_000, LEAST)).toBe('broken-off')
  expect(await readBody(trickle(Number.POSITIVE_INFINITY, 60_000), 1_000, 60_000, LEAST)).toBe('broken-off')
})

test('a body has time to begin, and a slow one is read where no rate is required', async () => {
  expect(await readBody(trickle(3, 0), 1_000, 60_000, { ...LEAST, afterMs: 60_000 })).toHaveLength(3)
  expect(await readBody(trickle(10, 5), 1_000, 60_000)).toHaveLength(10)
})

test('a body that takes too long is broken off, and one that is too long is too large', async () => {
  expect(await readBody(trickle(Number.POSITIVE_INFINITY, 5), 1_000, 20)).toBe('broken-off')
  expect(await readBody(trickle(30, 0), 20)).toBe('too-large')
})
