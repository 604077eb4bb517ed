import { cookies } from 'next/headers'
import { expect, test, vi } from 'vitest'
import { env } from '@/lib/env'
import { POST } from './route'

// Next's own, which gives no answer until it is told to.
vi.mock('next/headers', () => ({ cookies: vi.fn(), headers: vi.fn() }))

const context = { params: Promise.resolve({ nextauth: ['callback', 'credentials'] }) }

function post(body: BodyInit): Promise<Response> {
  const headers = { Origin: env().appUrl, 'Content-Type': 'application/json' }
  return POST(new Request(env().appUrl, { method: 'POST', body, headers, duplex: 'half' } as RequestInit), context)
}

test('beyond two hundred at once, a sign-in is turned away before next-auth sees it; an unread one takes no place', async () => {
  let release = () => {}
  const held = new Promise<never>((_, reject) => {
    release = () => reject(new Error('over'))
  })
  vi.mocked(cookies).mockReturnValue(held)
  let endSlowOnes = () => {}
  const slow = Array.from({ length: 300 }, () =>
    post(
      new ReadableStream({
        start(controller) {
          const before = endSlowOnes
          endSlowOnes = () => {
            before()
            controller.error(new Error('gone'))
          }
        },
      }),
    ),
  )
  const begun = Array.from({ length: 200 }, () => post('{}'))
  await expect.poll(() => vi.mocked(cookies).mock.calls.length).toBe(200)
  const refused = await post('{}')
  expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([503, 2])
  expect(await refused.json()).toMatchObject({ type: 'urn:paynet-checkout:busy' })

  release()
  endSlowOnes()
  await Promise.all([...begun, ...slow])
  await post('{}')
  expect(cookies, 'a place that is left is free again').toHaveBeenCalledTimes(201)
})
