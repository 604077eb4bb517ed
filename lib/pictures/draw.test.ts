import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { drawOnce, open } from './draw'

const PICTURE = Buffer.from('a picture')

test('a picture is drawn once, however many ask for it, and again only when 64 others have been asked for since', async () => {
  let drawn = 0
  const ask = () =>
    drawOnce('mine', async () => {
      drawn += 1
      return PICTURE
    })
  await Promise.all([ask(), ask(), ask()])
  await ask()
  expect(drawn).toBe(1)
  for (let other = 0; other < 64; other++) await drawOnce(`other ${other}`, async () => PICTURE)
  await ask()
  expect(drawn).toBe(2)
})

test('one is drawn at a time, a few may wait, and one that fails is neither kept nor in the way of the next', async () => {
  let [now, most] = [0, 0]
  const slow = async () => {
    now += 1
    most = Math.max(most, now)
    await sleep(2)
    now -= 1
    return PICTURE
  }
  const failing = drawOnce('failing', () => Promise.reject(new Error('not drawn')))
  const all = await Promise.all(Array.from({ length: 40 }, (_, index) => drawOnce(`slow ${index}`, slow)))
  expect(await failing).toBeNull()
  expect(all.filter((picture) => picture === null)).toHaveLength(25)
  expect(most).toBe(1)
  expect(await drawOnce('failing', async () => PICTURE)).toBe(PICTURE)
})

test('a picture that unpacks to more than 16 million points is not taken in', async () => {
  const huge = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"><path d="M0 0h9v9z"/></svg>')
  await expect(open(huge).then((picture) => picture.png().toBuffer())).rejects.toThrow(/pixel limit/)
})
