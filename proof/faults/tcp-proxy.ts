import { once } from 'node:events'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@/e2e/harness/ports'
import { HttpBuffer, headLength } from './http-buffer'

/**
 * What the network does to one exchange. `acts` says whether the request reaches the server, which then has
 * answered before the network breaks. Bytes are counted on the wire, including headers.
 */
export type NetworkFault =
  /** RST, FIN, FIN with the other half left open, or silence forever; none of them sends a byte of an answer. */
  | { kind: 'reset' | 'close' | 'half-close' | 'black-hole'; acts: boolean }
  /** The request is delivered, and the connection is reset at once, while the server is working. */
  | { kind: 'hang-up' }
  /** The request is held back for that long, then delivered; its answer is lost. */
  | { kind: 'late'; ms: number }
  /** The answer breaks off in the middle of its headers or of its body. */
  | { kind: 'cut'; in: 'head' | 'body'; by: 'reset' | 'close' }
  /** The answer comes in pieces of that many bytes, with a pause before each. */
  | { kind: 'drip'; bytes: number; ms: number }
  /** The whole answer comes after that long. */
  | { kind: 'delay'; ms: number }
  /** An intermediary answers instead of the server. */
  | { kind: 'replace'; answer: string; acts: boolean }

export type ProxiedRequest = { path: string; body: string }

export type TcpProxy = {
  url: string
  /** From now on connections are refused, and open ones are gone. */
  refuse: () => Promise<void>
  /** From now on connections are reset as soon as they are made, and open ones are gone. */
  resetAll: () => void
  /** Ends both. */
  recover: () => Promise<void>
  close: () => Promise<void>
}

type Options = {
  to: { host: string; port: number }
  /** Called once for each complete request, before a byte of it is passed on. */
  judge: (request: ProxiedRequest) => NetworkFault | null | Promise<NetworkFault | null>
  /** Called with each complete answer of the server, whether or not it is passed on. */
  hear?: (request: ProxiedRequest, answerBody: string) => void
}

/**
 * A proxy on 127.0.0.1 that passes bytes on, with one connection behind each, and knows only enough HTTP to see
 * where requests and answers end.
 */
export async function startTcpProxy(options: Options): Promise<TcpProxy> {
  const open = new Set<net.Socket>()
  let resets = false
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    if (resets) {
      client.on('error', () => {}).resetAndDestroy()
      return
    }
    open.add(client)
    client.once('close', () => open.delete(client))
    serve(client, options)
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  // Not one of those that the system gives away while nothing listens here.
  const port = await freePort()
  await listen(port)
  const dropAll = () => {
    for (const client of open) client.resetAndDestroy()
  }
  const refuse = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      dropAll()
    })
  return {
    url: `http://127.0.0.1:${port}`,
    refuse,
    resetAll() {
      resets = true
      dropAll()
    },
    async recover() {
      resets = false
      if (!server.listening) await listen(port)
    },
    close: refuse,
  }
}

function serve(client: net.Socket, { to, judge, hear }: Options): void {
  const server = net.connect({ ...to, noDelay: true })
  const [requests, answers] = [new HttpBuffer(), new HttpBuffer()]
  let request: ProxiedRequest = { path: '', body: '' }
  let exchange: Exchange = passing(client, server)

  client.on('data', (bytes) => {
    requests.add(bytes)
    const whole = requests.take()
    if (whole) begin(whole).catch(() => client.destroy())
  })
  server.on('data', (bytes) => {
    exchange.onBytes?.(bytes)
    answers.add(bytes)
    const answer = answers.take()
    if (!answer) return
    hear?.(request, bodyOf(answer))
    exchange.onAnswer?.(answer)
  })
  // Either side closing closes the other, but a request that is to arrive late still arrives.
  client
    .on('error', () => {})
    .on('end', () => leaveServer(server, exchange))
    .on('close', () => leaveServer(server, exchange))
  server.on('error', () => {}).on('close', () => exchange.onBytes && client.end())

  async function begin(whole: Buffer): Promise<void> {
    request = { path: pathOf(whole), body: bodyOf(whole) }
    const fault = await judge(request)
    exchange = fault ? spoilt(fault, client, server) : passing(client, server)
    exchange.onRequest(whole)
  }
}

/** What is done with the bytes of one request and its answer. */
type Exchange = {
  onRequest: (whole: Buffer) => void
  onBytes?: (bytes: Buffer) => void
  onAnswer?: (whole: Buffer) => void
  outlivesClient?: boolean
}

function passing(client: net.Socket, server: net.Socket): Exchange {
  return { onRequest: (whole) => server.write(whole), onBytes: (bytes) => client.write(bytes) }
}

function spoilt(fault: NetworkFault, client: net.Socket, server: net.Socket): Exchange {
  const send = (whole: Buffer) => server.write(whole)
  switch (fault.kind) {
    case 'late':
      return { onRequest: (whole) => setTimeout(send, fault.ms, whole), outlivesClient: true }
    case 'hang-up':
      return { onRequest: (whole) => server.write(whole, () => client.resetAndDestroy()), outlivesClient: true }
    case 'cut':
      return { onRequest: send, onAnswer: (whole) => client.write(firstPart(whole, fault.in), () => leave(client, fault.by)) }
    case 'drip':
      return { onRequest: send, onAnswer: (whole) => void drip(client, whole, fault) }
    case 'delay':
      return { onRequest: send, onAnswer: (whole) => setTimeout(() => client.write(whole), fault.ms) }
    case 'replace':
      return striking(fault.acts, send, () => client.end(fault.answer))
    default:
      return striking(fault.acts, send, () => leave(client, fault.kind))
  }
}

function striking(acts: boolean, send: (whole: Buffer) => void, strike: () => void): Exchange {
  return acts ? { onRequest: send, onAnswer: strike } : { onRequest: strike }
}

function leaveServer(server: net.Socket, { outlivesClient = false }: Exchange): void {
  if (!outlivesClient) server.destroy()
}

function leave(client: net.Socket, how: 'reset' | 'close' | 'half-close' | 'black-hole'): void {
  if (how === 'reset') client.resetAndDestroy()
  else if (how === 'close') client.end(() => client.destroy())
  else if (how === 'half-close') client.end()
}

async function drip(client: net.Socket, answer: Buffer, { bytes, ms }: { bytes: number; ms: number }): Promise<void> {
  for (let at = 0; at < answer.length && !client.destroyed; at += bytes) {
    await sleep(ms)
    client.write(answer.subarray(at, at + bytes))
  }
}

function firstPart(answer: Buffer, cutIn: 'head' | 'body'): Buffer {
  const head = headLength(answer)
  return answer.subarray(0, cutIn === 'head' ? head >> 1 : head + ((answer.length - head) >> 1))
}

function pathOf(request: Buffer): string {
  return request.subarray(0, request.indexOf('\r\n')).toString('latin1').split(' ')[1] ?? ''
}

function bodyOf(message: Buffer): string {
  return message.subarray(headLength(message)).toString('utf8')
}
