import { readFileSync } from 'node:fs'
import type http from 'node:http'
import Negotiator from 'negotiator'
import { filesIn, STATIC_FILES, STATIC_FILES_INDEX, type StaticFile } from '@/lib/static-files'
import { refuse } from './refuse'

type Encoding = { name: StaticFile['encodings'][number]['name']; etag: string; bytes: Buffer }
type Loaded = Pick<StaticFile, 'type' | 'isImmutable'> & { encodings: Encoding[] }

/** What may be read, by its address; null for what must not. */
export type StaticFiles = ReadonlyMap<string, Loaded | null>

/** Reads what the build packed into memory, where it is small: later, no address leads to the disk. */
export function loadStaticFiles(packed = STATIC_FILES, publicFolder = 'public'): StaticFiles {
  const index = JSON.parse(readFileSync(`${packed}/${STATIC_FILES_INDEX}`, 'utf8')) as Record<string, StaticFile>
  const load = ({ name, digest }: StaticFile['encodings'][number]) => ({
    name,
    etag: `"${digest}"`,
    bytes: readFileSync(`${packed}/${digest}`),
  })
  const files = Object.entries(index).map(([path, file]) => [path, { ...file, encodings: file.encodings.map(load) }] as const)
  // Next would serve whatever else it finds there when it starts.
  const added = filesIn(publicFolder).map(({ name }) => [`/${name}`, null] as const)
  return new Map<string, Loaded | null>([...added, ...files])
}

/** Of a picture that is opened by itself, the only kind of file that could run anything. Short: it comes with every file. */
const POLICY = "default-src 'none'; sandbox"

/** As `negotiator` has it since version 1; its types are older. */
type Encodings = { encodings(available: string[], options: { preferred: string[] }): string[] }

/**
 * Answers with the encoding that the client likes best. An encoded file is a representation of its own: its ETag is
 * its own, and a range is one of the bytes that would be sent without it. A list of ranges is answered with the
 * whole file, as a server may.
 */
export function answerFile(request: http.IncomingMessage, response: http.ServerResponse, file: Loaded): void {
  const { method, headers } = request
  const names = file.encodings.map(({ name }) => name)
  if (names.length > 1) response.setHeader('Vary', 'Accept-Encoding')
  const negotiator: Encodings = new Negotiator(request)
  const refusesPlain = /identity/i.test(String(headers['accept-encoding']))
  const [liked = refusesPlain ? null : 'identity'] = negotiator.encodings(names, { preferred: names })
  const encoding = file.encodings.find(({ name }) => name === liked)
  if (method !== 'GET' && method !== 'HEAD') refuse(response, 405, 'This file can only be read.', { Allow: 'GET, HEAD' })
  else if (!encoding) refuse(response, 406, `This file comes as ${names.join(', ')}.`)
  else if (!isListed(encoding.etag, headers['if-match'] ?? '*')) refuse(response, 412, 'This file is another one by now.')
  else answerEncoded(request, response, file, encoding)
}

function answerEncoded({ method, headers }: http.IncomingMessage, response: http.ServerResponse, file: Loaded, encoding: Encoding): void {
  const { name, etag, bytes } = encoding
  const isWhole = method === 'HEAD' || (headers['if-range'] ?? etag) !== etag
  const range = isWhole ? null : readRange(headers.range ?? '', bytes.length)
  const kept = {
    ETag: etag,
    'Cache-Control': file.isImmutable ? 'public, max-age=31536000, immutable' : 'public, max-age=0, must-revalidate',
  }
  // A proxy that packs or unpacks on the way makes the tag a weak one.
  if (isListed(etag, headers['if-none-match']?.replaceAll('W/"', '"') ?? '')) response.writeHead(304, kept).end()
  else if (range === 'beyond') refuse(response, 416, 'This file has no such part.', { 'Content-Range': `bytes */${bytes.length}` })
  else {
    const part = range ? bytes.subarray(range.first, range.last + 1) : bytes
    response.writeHead(range ? 206 : 200, {
      ...kept,
      'Content-Type': file.type,
      'Content-Length': part.length,
      'Content-Security-Policy': POLICY,
      ...(name === 'identity' ? {} : { 'Content-Encoding': name }),
      ...(range ? { 'Content-Range': `bytes ${range.first}-${range.last}/${bytes.length}` } : {}),
    })
    response.end(method === 'HEAD' ? undefined : part)
  }
}

/** Whether a list of tags, or `*`, has this one. */
function isListed(etag: string, list: string): boolean {
  return list.trim() === '*' || list.split(',').some((tag) => tag.trim() === etag)
}

/** The one range that is asked for; null if there is none, or it is not to be understood. */
function readRange(header: string, length: number): { first: number; last: number } | 'beyond' | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/i.exec(header.trim()) ?? []
  if (from === '') {
    if (to === '') return null
    return Number(to) === 0 || length === 0 ? 'beyond' : { first: Math.max(0, length - Number(to)), last: length - 1 }
  }
  if (to !== '' && Number(to) < Number(from)) return null
  if (Number(from) >= length) return 'beyond'
  return { first: Number(from), last: Math.min(to === '' ? length - 1 : Number(to), length - 1) }
}
