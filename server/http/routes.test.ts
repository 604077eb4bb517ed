import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { routeOf, spellOut } from './routes'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

const filesIn = (folder: string) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(`${ROOT}${folder}`.length))

const kindOf = (path: string) => routeOf(path, path, false)

describe('what answers a path is known', () => {
  test('for every route handler of the app', () => {
    const handlers = filesIn('app').filter((file) => /\/route\.tsx?$/.test(file))
    expect(handlers.length).toBeGreaterThan(5)
    for (const file of handlers) {
      const path = file.replace(/\/route\.tsx?$/, '').replaceAll(/\[[^/]*\]/g, 'a')
      const route = kindOf(path)
      expect(route.is === 'handler' || (route.is === 'page' && route.hasOwnPolicy), `${path} is in no list`).toBe(true)
    }
  })

  test('for every method that a route handler takes', () => {
    for (const file of filesIn('app').filter((name) => name.endsWith('/route.ts'))) {
      const source = readFileSync(`${ROOT}app${file}`, 'utf8')
      const route = kindOf(file.replace(/\/route\.ts$/, '').replaceAll(/\[[^/]*\]/g, 'a'))
      if (route.is !== 'handler') continue
      const exported = [...source.matchAll(/export (?:async )?function ([A-Z]+)\(/g)].map(([, method]) => method)
      expect(route.methods?.toSorted() ?? [], file).toEqual(exported.toSorted())
      if (!route.methods) expect(source, file).toContain('export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey(')
    }
  })

  test('for every public file', () => {
    for (const path of filesIn('public')) expect(kindOf(path), path).toEqual({ is: 'file' })
    const made = filesIn('app').filter((file) => /\/(icon|apple-icon|favicon|robots|sitemap|manifest|opengraph-image)\.\w+$/.test(file))
    for (const file of made) expect(kindOf(file.replace('robots.ts', 'robots.txt')), file).toEqual({ is: 'file' })
  })

  test('for every page, which is in no list', () => {
    for (const file of filesIn('app').filter((name) => name.endsWith('/page.tsx'))) {
      const path = file.replace(/page\.tsx$/, '').replaceAll(/\[[^/]*\]/g, 'a')
      expect(kindOf(path), path).toMatchObject({ is: 'page' })
    }
  })
})

describe('a program that spells an address with slashes to spare', () => {
  test.each([
    ['/api/orders/', '/api/orders'],
    ['//api/orders', '/api/orders'],
    ['/api//orders//x//?a=/b/', '/api/orders/x?a=/b/'],
    ['/api/health/live/', '/api/health/live'],
    ['/api/paynet/return/abc/', '/api/paynet/return/abc'],
    ['/metrics/', '/metrics'],
    ['/api/orders?a=1?b', '/api/orders?a=1?b'],
  ])('reaches with %s what it means', (sent, meant) => {
    expect(spellOut(sent)).toBe(meant)
  })

  test.each(['/', '//', '/login/', '//evil.example/', '/api/none/', '/api/', '*', '', 'http://evil.example/api/orders/'])(
    'changes nothing with %s',
    (sent) => {
      expect(spellOut(sent)).toBe(sent)
    },
  )
})

describe('a path of the API that leads nowhere is known, and no page is shown there', () => {
  test.each([
    '/api',
    '/api/',
    '/api/none',
    '/api/orders/a/b',
    '/api/orders/x/cancel/y',
    '/api/orders/x/reopen/y',
    '/api/paynet/return/a/b',
    '/api/paynet/refund/a',
    '/api/orders/x/refunds/y/z',
    '//api/none',
    '/api/AUTH/csrf',
  ])('%s', (path) => {
    expect(kindOf(path)).toEqual({ is: 'nothing' })
  })

  test('also by what its dots resolve to', () => {
    expect(routeOf('/login/../api/orders', '/api/orders', false)).toEqual({ is: 'nothing' })
    expect(routeOf('/api/../login', '/login', false)).toEqual({ is: 'page' })
    expect(kindOf('/apiary')).toEqual({ is: 'page' })
  })
})

test('an address that is a secret is told to no other site', () => {
  for (const path of ['/r/x', '/reset/x', '/register/x', '/dealers/apply/resume/x'])
    expect(routeOf(path, path, false)).toEqual({ is: 'page', isSecret: true })
  for (const path of ['/r', '/register', '/reset', '/checkout/r/x']) expect(routeOf(path, path, false)).toEqual({ is: 'page' })
})
