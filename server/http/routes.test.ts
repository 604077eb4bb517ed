import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { routeOf } from './routes'

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

  test('for every public file', () => {
    for (const path of filesIn('public')) expect(kindOf(path), path).toEqual({ is: 'file' })
    const made = filesIn('app').filter((file) => /\/(icon|apple-icon|favicon|robots|sitemap|manifest|opengraph-image)\.\w+$/.test(file))
    for (const file of made) expect(kindOf(file.replace('robots.ts', 'robots.txt')), file).toEqual({ is: 'file' })
  })

  test('for every page, which is in no list', () => {
    for (const file of filesIn('app').filter((name) => name.endsWith('/page.tsx'))) {
      const path = file.replace(/page\.tsx$/, '').replaceAll(/\[[^/]*\]/g, 'a')
      expect(kindOf(path), path).toEqual({ is: 'page' })
    }
  })
})
