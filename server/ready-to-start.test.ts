import { expect, test } from 'vitest'
import { originFromHere } from './ready-to-start'

test.each([
  [undefined, 'http://127.0.0.1:3000'],
  ['0.0.0.0', 'http://127.0.0.1:3000'],
  ['::', 'http://127.0.0.1:3000'],
  ['10.0.0.11', 'http://10.0.0.11:3000'],
  ['::1', 'http://[::1]:3000'],
  ['localhost', 'http://localhost:3000'],
])('Next asks this server for the page that an action leads to where it listens: HOST=%s', (host, origin) => {
  expect(originFromHere({ port: 3000, host })).toBe(origin)
})
