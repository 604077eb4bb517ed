import { readdirSync, readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import * as live from '@/app/api/health/live/route'
import * as ready from '@/app/api/health/ready/route'
import { answersOf, type OpenApi } from '@/scripts/test/described'
import { GET } from './route'

type Media = { schema: object; example?: unknown }
type Operation = { requestBody?: { content: Record<string, Media> }; parameters?: { name: string; schema: object }[] }
type Document = OpenApi & { openapi: string; webhooks: Record<string, { post: Operation }> }

const read = async () => (await GET().json()) as Document

describe('the document', () => {
  test('is OpenAPI 3.1, and may be kept for a while', async () => {
    const answer = GET()
    expect(answer.status).toBe(200)
    expect(answer.headers.get('cache-control')).toBe('public, max-age=300')
    const document = (await answer.json()) as Document
    expect(document.openapi).toBe('3.1.0')
    expect(await new Validator().validate(document)).toEqual({ valid: true })
    answersOf(document).check(
      'GET',
      '/api/openapi.json',
      { status: 200, header: () => 'application/json', body: JSON.stringify(document) },
      { ofServer: false },
    )
  })

  test('has schemas that a strict validator takes, and examples that fit them', async () => {
    const document = await read()
    const { validator } = answersOf(document)
    let [bodies, examples] = [0, 0]
    const visit = (node: unknown, keys: string[]): void => {
      if (typeof node !== 'object' || node === null) return
      const { schema, example } = node as Partial<Media>
      const at = keys.join('/')
      if (schema) {
        const validate = validator(...keys, 'schema')
        bodies += 1
        if (example !== undefined) expect([at, validate(example), validate.errors]).toEqual([at, true, null])
        if (example !== undefined) examples += 1
      } else if (example !== undefined) {
        const validate = validator(...keys)
        expect([at, validate(example), validate.errors]).toEqual([at, true, null])
        examples += 1
      }
      for (const [key, value] of Object.entries(node)) if (key !== 'example') visit(value, [...keys, key])
    }
    visit(document, [])
    expect(bodies).toBeGreaterThan(40)
    expect(examples).toBeGreaterThan(5)
  })

  test('describes every route that asks for the merchant’s key, with its methods', async () => {
    const { paths } = await read()
    const routes = readdirSync('app/api', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('route.ts'))
      .map((file) => [file, readFileSync(`app/api/${file}`, 'utf8')] as const)
      .filter(([, source]) => source.includes('withMerchantKey('))
    expect(routes.length).toBeGreaterThan(4)
    for (const [file, source] of routes) {
      const path = `/api/${file
        .replace(/\/route\.ts$/, '')
        .replaceAll('[', '{')
        .replaceAll(']', '}')}`
      const handlers = /withMerchantKey\(\{([^}]*)\}/.exec(source)?.[1] ?? ''
      const methods = [...handlers.matchAll(/\b(GET|POST)\b/g)].map(([method]) => method.toLowerCase())
      expect(methods.length, file).toBeGreaterThan(0)
      expect(Object.keys(paths[path] ?? {}).toSorted(), path).toEqual(methods.toSorted())
    }
  })

  test('describes what the health checks answer', async () => {
    const { check } = answersOf(await read())
    for (const [path, answer] of [
      ['/api/health/live', live.GET()],
      ['/api/health/ready', await ready.GET()],
    ] as const) {
      expect(answer.status, path).toBe(200)
      check('GET', path, { status: 200, header: (name) => answer.headers.get(name), body: await answer.text() }, { ofServer: false })
    }
  })

  test('says which numbers a list takes, and what a webhook brings', async () => {
    const { paths, webhooks } = await read()
    const events = (paths['/api/events']?.get as Partial<Operation> | undefined)?.parameters
    expect(events?.find(({ name }) => name === 'limit')?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 100, default: 100 })
    expect(Object.keys(webhooks)).toEqual(expect.arrayContaining(['order.paid', 'refund.refunded', 'application.changed']))
  })
})
