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

  const ofWrongKey = () =>
    app
      .log()
      .split('\n')
      .find((line) => line.includes(String(ids.at(-1)))) ?? '{}'
  await expect.poll(() => JSON.parse(ofWrongKey())).toMatchObject({ event: 'api.wrong-key', requestId: ids.at(-1) })
})
