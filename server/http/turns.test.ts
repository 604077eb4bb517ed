import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createLine } from './turns'

/** Work that ends when it is told to. */
function createWork() {
  const begun: Array<{ name: string; end: () => void }> = []
  return {
    begun,
    names: () => begun.map(({ name }) => name),
    make: (name: string) => () => new Promise<void>((end) => void begun.push({ name, end })),
  }
}

const isHere = () => false

test('a few run at once, and waiting clients take turns, however much another client has sent', async () => {
  const line = createLine()
  const { begun, names, make } = createWork()
  const many = Array.from({ length: 40 }, () => line.take('many', isHere, make('many')))
  const one = line.take('one', isHere, make('one'))
  await setImmediate()
  const atOnce = begun.length
  expect(atOnce).toBeLessThan(10)
  begun[0]?.end()
  begun[1]?.end()
  await expect.poll(() => begun.length).toBeGreaterThan(atOnce + 1)
  expect(
    names()
      .slice(atOnce, atOnce + 2)
      .sort(),
  ).toEqual(['many', 'one'])
  for (let done = 2; done < 41; done += 1) {
    await expect.poll(() => begun.length).toBeGreaterThan(done)
    begun[done]?.end()
  }
  expect(await Promise.all([...many, one])).toEqual(Array(41).fill(true))
})

test('work that waits for something else holds up no other work', async () => {
  const line = createLine()
  const { begun, make } = createWork()
  for (let each = 0; each < 12; each += 1) void line.take('a', isHere, make('waits'))
  await expect.poll(() => begun.length).toBe(12)
})

test('too many from one client, and too many in all, are turned away at once and never run', async () => {
  const line = createLine()
  const { make } = createWork()
  const turnedAway: string[] = []
  const take = (from: string) => void line.take(from, isHere, make(from)).then((isTaken) => void (isTaken || turnedAway.push(from)))
  for (let each = 0; each < 300; each += 1) take('one')
  await setImmediate()
  expect(turnedAway.length).toBeGreaterThan(10)
  expect(new Set(turnedAway)).toEqual(new Set(['one']))
  turnedAway.length = 0
  for (let each = 0; each < 200; each += 1) take(`of many ${each}`)
  await setImmediate()
  expect(turnedAway).toEqual([])
  for (let each = 0; each < 200; each += 1) take(`of more ${each}`)
  await setImmediate()
  expect(turnedAway.length).toBeGreaterThan(50)
})

test('work whose client has gone is skipped, and work that fails gives up its turn', async () => {
  const line = createLine()
  const { begun, make } = createWork()
  const failing = Array.from({ length: 8 }, () => line.take('a', isHere, () => Promise.reject(new Error('planted'))))
  expect((await Promise.allSettled(failing)).every(({ status }) => status === 'rejected')).toBe(true)
  await line.take('a', () => true, make('gone'))
  void line.take('a', isHere, make('here'))
  await expect.poll(() => begun.map(({ name }) => name)).toEqual(['here'])
})

test('work that never waits lets other work in between', async () => {
  const line = createLine()
  const done: number[] = []
  const all = Array.from({ length: 100 }, (_, each) => line.take('a', isHere, async () => void done.push(each)))
  await setImmediate()
  expect(done.length).toBeLessThan(20)
  await Promise.all(all)
})
