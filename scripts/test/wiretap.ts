import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { afterAll } from 'vitest'
import { freePort } from '@/e2e/harness/ports'
import { paynet } from './setup'

type Fields = Record<string, unknown>
type Heard = { path: string; fields: Fields }

export type Wiretap = {
  /** What the app sent, oldest first. */
  heard: Heard[]
  /** The fields of the last call to a service. */
  last: (service: string) => Fields | undefined
  /** Changes the next answer of a service, after Paynet has acted. */
  change: (service: string, to: (body: Fields) => unknown) => void
  /** Does something while the next answer of a service is on its way: Paynet has acted, but the app does not know yet. */
  meanwhile: (service: string, work: () => Promise<unknown>) => void
  /** Does something while Paynet cannot be reached: nothing leaves. */
  whileAway: (work: () => Promise<unknown>) => Promise<void>
}

/**
 * Stands between the app and its Paynet. Called at the top of a test file, before the app reads Paynet's
 * address. Everything passes through unchanged unless told otherwise, including broken connections.
 */
export async function tapPaynet(): Promise<Wiretap> {
  const heard: Heard[] = []
  const changes: { service: string; to: (body: Fields) => unknown }[] = []
  const works: { service: string; work: () => Promise<unknown> }[] = []
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy())
  })

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = incoming.url ?? ''
    const sent = await buffer(incoming)
    heard.push({ path, fields: JSON.parse(sent.toString()) as Fields })
    const answer = await ask(incoming, sent)
    await take(works, path)?.work()
    const change = take(changes, path)
    const { statusCode = 502, headers } = answer
    if (!change) {
      outgoing.writeHead(statusCode, headers).flushHeaders()
      answer.on('error', () => outgoing.destroy()).pipe(outgoing)
      return
    }
    const body = JSON.stringify(change.to(JSON.parse((await buffer(answer)).toString()) as Fields))
    outgoing.writeHead(statusCode, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body)
  }

  const url = await listen(server)
  process.env.PAYNET_API_URL = url
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    heard,
    last: (service) => heard.findLast(({ path }) => path.endsWith(`/${service}`))?.fields,
    change: (service, to) => changes.push({ service, to }),
    meanwhile: (service, work) => works.push({ service, work }),
    whileAway: async (work) => {
      server.closeAllConnections()
      server.close()
      await work()
      server.listen(Number(new URL(url).port), '127.0.0.1')
      await once(server, 'listening')
    },
  }
}

function take<T extends { service: string }>(waiting: T[], path: string): T | undefined {
  const at = waiting.findIndex(({ service }) => path.endsWith(`/${service}`))
  return at === -1 ? undefined : waiting.splice(at, 1)[0]
}

function ask({ url = '', method, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(paynet.url)
    // The caller's Host header is passed on, so that the way to the bank leads through here, too.
    request({ hostname, port, path: url, method, headers, agent: false }, resolve).on('error', reject).end(body)
  })
}

async function listen(server: Server): Promise<string> {
  // Not one of those that the system gives away while it is away.
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${port}`
}
