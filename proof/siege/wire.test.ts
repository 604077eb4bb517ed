import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { random } from '@/proof/chaos/random'
import type { Field } from './attack'
import { ask, connect, newTally } from './wire'

const servers = new Set<net.Server>()
afterEach(() => {
  for (const server of servers) server.close()
  servers.clear()
})

/** An attack on a server that treats each connection like this. */
async function field(serve: (socket: net.Socket) => void): Promise<Field> {
  const server = net.createServer(serve)
  servers.add(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const target = { url: `http://localhost:${(server.address() as AddressInfo).port}`, merchantKey: '', orders: [] }
  const over = new Promise<void>(() => {})
  return { target, addresses: 40, isQuick: true, dice: random(1), tally: newTally(), isOver: () => false, over }
}

test('each answer on a connection is counted by kind, however it is split into chunks, and a missing one as closed', async () => {
  const attack = await field((socket) => {
    const answers = ['200', '303', '429', '500'].map((status) => `HTTP/1.1 ${status} x\r\nContent-Length: 0\r\n\r\n`).join('')
    const sendOn = (at: number) => {
      if (at >= answers.length) socket.end()
      else socket.write(answers.slice(at, at + 5), () => setImmediate(sendOn, at + 5))
    }
    sendOn(0)
  })
  const { closed } = await connect(attack, 0, 5)
  await closed
  expect(attack.tally).toEqual({ ...newTally(), '2xx': 1, '3xx': 1, '429': 1, '5xx': 1, closed: 1 })
})

test('answers that the attacker did not wait for do not count as closed by the app', async () => {
  const attack = await field(() => {})
  const { socket, closed } = await connect(attack, 0, 3)
  socket.destroy()
  await closed
  expect(attack.tally).toEqual({ ...newTally(), unanswered: 3 })
})

test('a request is counted once, whether its connection is closed or it is answered', async () => {
  const closing = await field((socket) => socket.destroy())
  expect(await ask(closing, 0, '/')).toBeNull()
  expect(closing.tally).toEqual({ ...newTally(), closed: 1 })
  const answering = await field((socket) => socket.end('HTTP/1.1 503 x\r\nContent-Length: 2\r\n\r\nno'))
  expect(await ask(answering, 0, '/')).toMatchObject({ status: 503, body: 'no' })
  expect(answering.tally).toEqual({ ...newTally(), '503': 1 })
})
