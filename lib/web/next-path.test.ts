import { expect, test } from 'vitest'
import { nextPathOf, parseNextPath } from './next-path'

test.each(['/', '/account', '/account/cards', '/checkout/AbC_-0123456789abcdefg', '/account?a=1&b=2', '/apiary'])('%s is led to', (path) =>
  expect(parseNextPath(path)).toBe(path),
)

const foreign = [
  ['', ' ', 'account', '?a=1', '#', '.', '..', './account', '../account'],
  ['//evil.example', '///evil.example', '////evil.example', '//evil.example/account', '/account//evil.example', '//', '/account/'],
  ['/\\evil.example', '\\\\evil.example', '\\/evil.example', '/\\/evil.example', '/account\\evil', '/%5cevil.example', '/%5c%5cevil'],
  ['https://evil.example', 'http://evil.example', 'https:evil.example', 'https:/evil.example', 'HTTPS:evil.example', 'ftp://evil.example'],
  ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', 'data:text/html,x', 'vbscript:x', 'blob:x', 'mailto:a@b.c'],
  ['/%2f%2fevil.example', '%2f%2fevil.example', '/%2e%2e/evil', '/%09/evil.example', '/%0d%0aLocation:x', '/%00', '/%252f%252fevil'],
  [
    '/\t/evil.example',
    '\t//evil.example',
    ' //evil.example',
    '/\n/evil.example',
    '/account\n',
    '/account\r\nSet-Cookie:a=b',
    '/\u0000',
    '\ufeff//evil',
  ],
  [
    '/.//evil.example',
    '/..//evil.example',
    '/./evil',
    '/../evil',
    '/account/../../evil',
    '/.evil.example',
    '/;//evil.example',
    '/account;x',
  ],
  [
    '/@evil.example',
    '//user@evil.example',
    'https://localhost:3000@evil.example',
    '/user:pass@evil.example',
    '@evil.example',
    ':80',
    '/:80',
  ],
  [
    '/。evil.example',
    '//evil。example',
    '/\u2024evil',
    '/\uff0fevil.example',
    '\uff0f\uff0fevil.example',
    '/\u2215evil',
    '/\u202eevil',
    '/hesabım',
  ],
  [
    '/account#x',
    '/account?next=//evil.example',
    '/account?a=%2f',
    '/account?a=b?c',
    '/account?a= b',
    '/account?<script>',
    "/account?'",
    '/*',
    '/~a',
  ],
  ['/api', '/api/', '/api/auth/signout', '/api?x', '//localhost:3000/account', 'http://localhost:3000/account', `/${'a'.repeat(300)}`],
].flat()

test.each(foreign.map((path) => [path]))('%j is never followed', (path) => {
  expect(parseNextPath(path)).toBeNull()
  expect(nextPathOf({ next: path }, '/account')).toBe('/account')
})

test.each([[undefined], [null], [1], [['/account']], [{}], [['/account', '//evil.example']]])('%j is no path', (value) =>
  expect(parseNextPath(value)).toBeNull(),
)

test('there are enough of them', () => expect(new Set(foreign).size).toBeGreaterThanOrEqual(80))
