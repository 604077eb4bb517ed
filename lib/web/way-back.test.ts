import { expect, test } from 'vitest'
import { wayBack } from './way-back'

const ID = 'A'.repeat(22)

test.each([
  [`/checkout/${ID}`, 'payment'],
  [`/checkout/${ID}?card=new`, 'payment'],
  [`/checkout/${ID}/result`, 'result'],
  [`/checkout/${ID}/result?x=1`, 'result'],
])('%s leads back to the %s', (next, to) => {
  expect(wayBack(next)).toEqual({ to, href: next })
})

test.each([
  undefined,
  null,
  '',
  '/',
  '/account',
  '/checkout',
  '/checkout/',
  `/checkout/${ID}/3d/${ID}`,
  `/checkout/${ID}/results`,
  `//checkout/${ID}`,
  `https://example.com/checkout/${ID}`,
  `/\\example.com/checkout/${ID}`,
  `/checkout/${ID}/result/../../x`,
  `/checkout/${ID}#javascript:alert(1)`,
  `/checkout/%41`,
  [`/checkout/${ID}`],
  `/checkout/${'A'.repeat(300)}`,
])('%j is no way back to an order', (next) => {
  expect(wayBack(next)).toBeNull()
})
