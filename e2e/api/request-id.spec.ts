import { expect, test } from '@/e2e/fixtures'
import { rawRequest } from '@/e2e/harness/raw-request'

test('every answer of the API has an id of its own, and what the log says of the request has it, too', async ({ app, orders }) => {
  const key = { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` }
  const order = await orders.make()
  const answers = [
    await rawRequest(`${app.url}/api/orders/${order.id}`, { headers: key }),
    await rawRequest(`${app.url}/api/orders`, { method: 'POST', headers: key, body: '{' }),
    await rawRequest(`${app.url}/api/orders`, { method: 'POST', headers: { ...key, 'Request-Id': 'theirs' }, body: '{}' }),
    await rawRequest(`${app.url}/api/orders/${order.id}`, { method: 'PUT', headers: key }),
    await rawRequest(`${app.url}/api/orders/${'a'.repeat(22)}`, { headers: key }),
    await rawRequest(`${app.url}/api/events?limit=1`, { headers: key }),
    await rawRequest(`${app.url}/api/nothing`),
    await rawRequest(`${app.url}/api/health/ready`),
    await rawRequest(`${app.url}/api/paynet/return/${'a'.repeat(22)}`, { method: 'POST', body: 'a=b' }),
    await rawRequest(`${app.url}/api/orders`, { headers: { Authorization: 'Bearer another-key' } }),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 400, 422, 405, 404, 200, 404, 200, 404, 401])
  const ids = answers.map(({ headers }) => headers['request-id'])
  for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/)
  expect(new Set(ids).size).toBe(ids.length)
  expect((await rawRequest(`${app.url}/checkout/${order.id}`)).headers['request-id'], 'a page is no answer of the API').toBeUndefined()

  const logged = (id: unknown) =>
    app
      .log()
      .split('\n')
      .filter((line) => line.includes(String(id)))
      .map((line) => (JSON.parse(line) as { event: string }).event)
  const isProbe = (index: number) => index === 7
  for (const [index, id] of ids.entries()) if (!isProbe(index)) await expect.poll(() => logged(id)).toContain('api.answered')
  expect(logged(ids.at(-1))).toEqual(['api.wrong-key', 'api.answered'])
  expect(logged(ids[7]), 'a probe that finds all well writes no line').toEqual([])
})
