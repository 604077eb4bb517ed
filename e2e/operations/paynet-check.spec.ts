import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { expect, test } from '@/e2e/fixtures'
import { type Variables, variables } from '@/e2e/harness/app'
import { runNode } from '@/e2e/harness/child'
import { freePort } from '@/e2e/harness/ports'

const KEY = 'sck_deneme/+a1b2c3d4e5'

/** `npm run paynet:check`, of a deployment whose Paynet is at that address. */
function checkPaynet(url: string, key = KEY, more: Variables = {}) {
  return runNode('dist/paynet-check.js', [], { ...variables('data', 3000, url, key), LOG_LEVEL: 'silent', ...more })
}

/** A Paynet that answers whatever it is asked in one way. */
async function withPaynet<T>(answer: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  try {
    return await work(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const json = (status: number, body: object): RequestListener => {
  return (_request, response) => void response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}
const refusal = (status: number) => ({ type: 'authorization_error', message: `geheim ${KEY}`, code: status, result_code: 7 })

test('"npm run paynet:check" says that payments could work, and sends Paynet nothing that moves anything', async ({ simulator }) => {
  const before = (await simulator.calls('')).length
  const told = await checkPaynet(simulator.url, simulator.secretKey)
  expect(told).toMatchObject({ code: 0, errors: '' })
  for (const line of [
    /^key +accepted$/m,
    /^address +accepted$/m,
    /^clock +as here/m,
    /^check +no such payment/m,
    /^Payments could work\.$/m,
  ]) {
    expect(told.output).toMatch(line)
  }
  expect(told.output).not.toContain(simulator.secretKey)
  const sent = (await simulator.calls('')).slice(before).filter(({ service }) => service.startsWith('tds_'))
  expect(sent).toEqual([])
})

test('it asks two services, with nothing in them that names a card, an amount or an order', async () => {
  const heard: string[] = []
  const told = await withPaynet(
    (request, response) => {
      heard.push(`${request.method} ${request.url}`)
      if (request.url === '/v1/ratio/Get') json(200, { object_name: 'ratio_get', code: 0, data: [{}, {}] })(request, response)
      else json(404, { type: 'no_data_error', message: '', code: 404, result_code: 12 })(request, response)
    },
    (url) => checkPaynet(url),
  )
  expect(told.code).toBe(0)
  expect(told.output).toContain('a rate table of 2 rows')
  expect(heard).toEqual(['POST /v1/transaction/check', 'POST /v1/ratio/Get'])
})

const broken: [string, RequestListener, RegExp[]][] = [
  ['a wrong key', json(401, refusal(401)), [/^key +refused: compare PAYNET_SECRET_KEY/m, /^address +not known$/m]],
  ['a wrong address', json(403, refusal(403)), [/^key +not known$/m, /^address +refused, probably/m]],
  [
    'an HTML page',
    (_request, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>geheim</html>'),
    [/^reachable +yes/m, /^key +not known$/m, /^check +not understood: no JSON/m],
  ],
  [
    'a connection that is cut',
    (request) => void request.socket.destroy(),
    [/^reachable +it was reached but did not answer/m, /^check +not answered$/m],
  ],
]

for (const [name, answer, lines] of broken) {
  test(`of ${name} it says that payments could not work, and repeats neither the key nor the body`, async () => {
    const told = await withPaynet(answer, (url) => checkPaynet(url))
    expect(told.code).toBe(1)
    for (const line of [...lines, /^Payments could not work\.$/m]) expect(told.output).toMatch(line)
    expect(told.output + told.errors).not.toMatch(/geheim|sck_/)
  })
}

test('of a key that the simulator does not know it says so', async ({ simulator }) => {
  const told = await checkPaynet(simulator.url)
  expect(told.code).toBe(1)
  expect(told.output).toMatch(/^key +refused/m)
})

test('of a host that is not there it says so', async () => {
  const told = await checkPaynet(`http://127.0.0.1:${await freePort()}`)
  expect(told.code).toBe(1)
  expect(told.output).toMatch(/^reachable +no \(ECONNREFUSED\)$/m)
})
