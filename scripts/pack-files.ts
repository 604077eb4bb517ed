import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { filesIn, STATIC_FILES, STATIC_FILES_INDEX, type StaticFile } from '@/lib/static-files'

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
}
const IS_TEXT = /^text\/|json|xml/
/** What the headers of an encoded answer cost; an encoding that saves less is not worth having. */
const LEAST_SAVED = 100

type Source = { path: string; bytes: Buffer; type: string; isImmutable: boolean }

/**
 * Packs what browsers may read from a build in `root` that Next has just made: its own files, those in `public/`,
 * and those that it made from `app/`. The server reads nothing but this. Throws if there is a link, which may lead
 * anywhere by the time somebody follows it.
 */
export function packFiles(root = '.'): void {
  const folder = join(root, STATIC_FILES)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const pack = (bytes: Buffer): string => {
    const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 16)
    writeFileSync(join(folder, digest), bytes)
    return digest
  }
  const index: Record<string, StaticFile> = {}
  for (const { path, bytes, type, isImmutable } of sources(root)) {
    const encodings = encodingsOf(bytes, type).map(({ name, encoded }) => ({ name, digest: pack(encoded) }))
    index[path] = { type, isImmutable, encodings }
  }
  writeFileSync(join(folder, STATIC_FILES_INDEX), JSON.stringify(index))
}

function encodingsOf(bytes: Buffer, type: string): Array<{ name: StaticFile['encodings'][number]['name']; encoded: Buffer }> {
  const identity = { name: 'identity' as const, encoded: bytes }
  if (!IS_TEXT.test(type)) return [identity]
  const { BROTLI_PARAM_QUALITY, BROTLI_MAX_QUALITY, BROTLI_PARAM_SIZE_HINT } = constants
  const params = { [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY, [BROTLI_PARAM_SIZE_HINT]: bytes.length }
  const packed = [
    { name: 'br' as const, encoded: brotliCompressSync(bytes, { params }) },
    { name: 'gzip' as const, encoded: gzipSync(bytes, { level: 9 }) },
  ]
  return [...packed.filter(({ encoded }) => bytes.length - encoded.length >= LEAST_SAVED), identity]
}

function sources(root: string): Source[] {
  const typeOf = (file: string) => TYPES[extname(file).toLowerCase()] ?? 'application/octet-stream'
  const from = (folder: string, prefix: string, isImmutable: boolean): Source[] =>
    filesIn(join(root, folder)).map(({ file, name, isLink }) => {
      if (isLink) throw new Error(`${file} is a link. Put the file itself there.`)
      return { path: prefix + name, bytes: readFileSync(file), type: typeOf(file), isImmutable }
    })
  return [
    ...from('public', '/', false),
    ...bodiesIn(join(root, '.next/server/app')),
    // The name of each holds a digest of its content or the build's random id.
    ...from('.next/static', '/_next/static/', true),
  ]
}

/** What Next answers without running any code, such as `robots.txt`: a body, and next to it its headers. */
function bodiesIn(folder: string): Source[] {
  return filesIn(folder)
    .filter(({ name }) => name.endsWith('.body'))
    .map(({ file, name }) => {
      const { headers } = JSON.parse(readFileSync(file.replace(/body$/, 'meta'), 'utf8')) as { headers: Record<string, string> }
      const type = headers['content-type'] ?? 'application/octet-stream'
      return { path: `/${name.replace(/\.body$/, '')}`, bytes: readFileSync(file), type, isImmutable: false }
    })
}
