import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Simulator, startSimulator } from '@/simulator/server'
import { DEMO_CARDS } from './cards'

const secretKey = 'sck_demo_cards'
/** The deployment's own ceiling. */
const MOST = 12

let simulator: Simulator

beforeAll(async () => {
  simulator = await startSimulator({ port: 0, host: '127.0.0.1', secretKey })
})
afterAll(() => simulator.close())

test('the demo prints of each card the instalments that it offers', async () => {
  const printed = DEMO_CARDS.flatMap(({ number, instalments }) => (instalments ? [{ number, instalments }] : []))
  expect(printed.map(({ instalments }) => instalments.length > 0)).toEqual([true, true, true, false, false])
  for (const { number, instalments } of printed) {
    const answer = await fetch(`${simulator.url}/v1/ratio/Get`, {
      method: 'POST',
      headers: { authorization: `Basic ${secretKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ amount: '38900', bin: number.replaceAll(' ', '').slice(0, 6) }),
    })
    const { data } = (await answer.json()) as { data: { ratio: { instalment: number }[] }[] }
    const offered = data[0]?.ratio.map(({ instalment }) => instalment).filter((count) => count > 1 && count <= MOST)
    expect(offered, number).toEqual(instalments)
  }
})
