import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { STATIC_FILES, STATIC_FILES_INDEX, type StaticFile } from '@/lib/static-files'
import { packFiles } from './pack-files'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'paynet-checkout-pack-'))
})
afterEach(() => rmSync(root, { recursive: true }))

const SCRIPT = 'export const sentence = "Kart numarasını yazın."\n'.repeat(50)

function write(files: Record<string, string | Buffer>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), content)
  }
}

function packed(): Record<string, StaticFile> {
  packFiles(root)
  return JSON.parse(readFileSync(join(root, STATIC_FILES, STATIC_FILES_INDEX), 'utf8')) as Record<string, StaticFile>
}

const contentOf = (digest = '') => readFileSync(join(root, STATIC_FILES, digest))
const namesOf = (file: StaticFile | undefined) => file?.encodings.map(({ name }) => name)

test('what Next made, what is public and what Next made from app/ is packed, and nothing else', () => {
  write({
    '.next/static/chunks/0a.js': SCRIPT,
    '.next/static/media/icon.0b.svg': '<svg/>',
    '.next/server/app/robots.txt.body': 'User-Agent: *',
    '.next/server/app/robots.txt.meta': JSON.stringify({ headers: { 'content-type': 'text/plain' } }),
    '.next/server/app/page.js': 'secret',
    '.next/BUILD_ID': 'x',
    'public/brands/troy.svg': '<svg/>',
    'package.json': '{}',
    '.env': 'SECRET=1',
  })
  const files = packed()
  expect(Object.keys(files).toSorted()).toEqual([
    '/_next/static/chunks/0a.js',
    '/_next/static/media/icon.0b.svg',
    '/brands/troy.svg',
    '/robots.txt',
  ])
  expect(Object.values(files).map(({ type }) => type)).toEqual([
    'image/svg+xml',
    'text/plain',
    'text/javascript; charset=utf-8',
    'image/svg+xml',
  ])
  expect(Object.entries(files).flatMap(([path, { isImmutable }]) => (isImmutable ? [path] : []))).toEqual([
    '/_next/static/chunks/0a.js',
    '/_next/static/media/icon.0b.svg',
  ])
})

test('every encoding decodes to the file, the smallest comes first, and each has a digest of its own', () => {
  write({ '.next/static/chunks/0a.js': SCRIPT })
  const [br, gzip, identity] = packed()['/_next/static/chunks/0a.js']?.encodings ?? []
  expect([br?.name, gzip?.name, identity?.name]).toEqual(['br', 'gzip', 'identity'])
  expect(brotliDecompressSync(contentOf(br?.digest)).toString()).toBe(SCRIPT)
  expect(gunzipSync(contentOf(gzip?.digest)).toString()).toBe(SCRIPT)
  expect(contentOf(identity?.digest).toString()).toBe(SCRIPT)
  expect(contentOf(br?.digest).length).toBeLessThan(contentOf(gzip?.digest).length)
  expect(new Set([br?.digest, gzip?.digest, identity?.digest]).size).toBe(3)
})

test('a file that would gain nothing is not compressed: a small one, a picture, what is compressed already', () => {
  write({ 'public/robots.txt': 'x'.repeat(90), 'public/a.png': SCRIPT, 'public/a.woff2': SCRIPT, 'public/a.svg': SCRIPT })
  const files = packed()
  for (const path of ['/robots.txt', '/a.png', '/a.woff2']) expect(namesOf(files[path]), path).toEqual(['identity'])
  expect(namesOf(files['/a.svg'])).toEqual(['br', 'gzip', 'identity'])
})

test.each(['.env', 'folder'])('a link to %s is not followed: it fails the build', (target) => {
  write({ '.env': 'SECRET=1', 'folder/a.txt': 'x', 'public/b.txt': 'x' })
  symlinkSync(join(root, target), join(root, 'public/linked'))
  expect(() => packFiles(root)).toThrow(/linked is a link/)
})

test('packing again leaves nothing of before', () => {
  write({ 'public/a.txt': 'before' })
  packFiles(root)
  write({ 'public/a.txt': 'after' })
  const digest = packed()['/a.txt']?.encodings[0]?.digest
  expect(readdirSync(join(root, STATIC_FILES)).toSorted()).toEqual([digest, STATIC_FILES_INDEX].toSorted())
  expect(contentOf(digest).toString()).toBe('after')
})
