import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import { type Environment, readEnvironment } from '@/lib/env'
import { createHttpServer, type Handler } from '@/server/http-server'
import type { StaticFiles } from './static-files'

const BOUNDARY = '----aBrowsersBoundary'

/** Headers and body of a form of one of our pages, as a browser without scripts posts it. */
export function formOf(fields: Array<[name: string, value: string]>): { headers: Record<string, string>; body: string } {
  const all = [[`$ACTION_ID_${'a'.repeat(42)}`, ''], ...fields]
  const parts = all.map(([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
  return {
    headers: { Origin: 'http://localhost:3000', 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${parts.join('')}--${BOUNDARY}--\r\n`,
  }
}

/** A public address, with keys and times that are fit for one. */
export const HTTPS = {
  APP_URL: 'https://odeme.example.com',
  PAYNET_API_URL: 'https://pts-api.paynet.com.tr',
  PAYNET_TIMEOUT_MS: '',
  PAYNET_QUIET_MS: '',
  PAYNET_SECRET_KEY: `sck_${randomBytes(16).toString('hex')}`,
  AUTH_SECRET: randomBytes(48).toString('base64'),
  DATA_KEY: randomBytes(32).toString('base64'),
  MERCHANT_API_KEY: randomBytes(32).toString('hex'),
}

const running = new Set<http.Server>()
/** The name of each server's APP_URL, by its port. */
const names = new Map<number, string>()

afterEach(() => {
  for (const server of running) server.close().closeAllConnections()
  running.clear()
})

/** The tests' environment, changed. */
export function environment(change: Record<string, string> = {}): Environment {
  const read = readEnvironment({ ...process.env, ...change })
  if (!read.ok) throw new Error(JSON.stringify(read.problems))
  return read.value
}

/** The server on a port of its own until the test ends, in front of an app that answers so. */
export async function serve(change: Record<string, string>, answer: Handler, files?: StaticFiles | 'development'): Promise<number> {
  const env = environment(change)
  const { server } = createHttpServer(env, answer, files)
  running.add(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  names.set(port, new URL(env.appUrl).host)
  return port
}

type Asked = { headers?: Record<string, string | string[]>; method?: string; path?: string; body?: string | string[] }

/** A plain request, headers as given except for the name that is asked for, redirects not followed; a body in parts is sent in chunks. */
export async function ask(
  port: number,
  { headers = {}, method = 'GET', path = '/', body = '' }: Asked = {},
): Promise<http.IncomingMessage> {
  const request = http.request({ port, host: '127.0.0.1', method, path, headers: { Host: names.get(port) ?? '', ...headers } })
  if (typeof body === 'string') request.end(body)
  else {
    for (const part of body) request.write(part)
    request.end()
  }
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  response.resume()
  return response
}
