import fc from 'fast-check'
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state'
import { describe, expect, test } from 'vitest'
import { dropUnreadableRouterHeaders } from './router-headers'

function kept(name: string, text: string): boolean {
  const headers = { [name]: text }
  dropUnreadableRouterHeaders(headers)
  return name in headers
}

const STATE = [
  '',
  { children: ['checkout', { children: [['orderId', 'A1', 'd', null], { children: ['__PAGE__', {}] }] }] },
  null,
  'refetch',
  16,
]

describe('what Next’s scripts say about themselves', () => {
  test.each([
    ['rsc', '1'],
    ['next-router-prefetch', '1'],
    ['next-router-segment-prefetch', '/_tree'],
    ['next-router-segment-prefetch', '/checkout/$d$orderId/__PAGE__'],
    ['next-url', '/checkout/%C5%9F'],
    ['next-router-state-tree', encodeURIComponent(JSON.stringify(STATE))],
  ])('reaches the page in %s: %s', (name, text) => {
    expect(kept(name, text)).toBe(true)
  })

  test.each([
    ['rsc', 'true'],
    ['next-router-prefetch', '1, 1'],
    ['next-router-segment-prefetch', 'x'],
    ['next-router-segment-prefetch', '/%'],
    ['next-url', 'x'],
    ['next-url', '/%ff'],
    ['next-router-state-tree', 'garbage'],
    ['next-router-state-tree', '%'],
    ['next-router-state-tree', '["",{"children":7}]'],
    ['next-router-state-tree', JSON.stringify(STATE).replace('"d"', '"x"')],
    ['next-router-state-tree', `${'["",{"children":'.repeat(20)}["",{}]${'}]'.repeat(20)}`],
  ])('does not reach it if it cannot be read: %s: %s', (name, text) => {
    expect(kept(name, text)).toBe(false)
  })

  test('is a state that Next itself can read, whatever it is', () => {
    const scalar = fc.oneof(fc.constantFrom<unknown>('', 'd', 'c', 'refetch', '__PAGE__', null, 0, true), fc.string({ maxLength: 3 }))
    const { state } = fc.letrec((tie) => ({
      state: fc.array(fc.oneof({ maxDepth: 3 }, scalar, fc.array(scalar, { maxLength: 4 }), tie('slots')), { maxLength: 7 }),
      slots: fc.dictionary(fc.constantFrom('children', 'a-b', '__proto__'), fc.oneof({ weight: 4, arbitrary: tie('state') }, scalar), {
        maxKeys: 2,
      }),
    }))
    let read = 0
    fc.assert(
      fc.property(state, (value) => {
        const text = encodeURIComponent(JSON.stringify(value))
        if (!kept('next-router-state-tree', text)) return
        read += 1
        expect(parseAndValidateFlightRouterState(text)).toBeDefined()
      }),
      { numRuns: 20_000 },
    )
    expect(read).toBeGreaterThan(0)
  })
})
