import http from 'node:http'
import { MAX_FORM_BYTES, readForm } from '@/lib/web/form-body'
import { refuse, refuseForeignForm } from './refuse'
import { answerRenewed, isOfThisBuild } from './renewed-page'

const WITHIN_MS = 15_000
/** The same as in the return's own route. */
const MAX_RETURN_BYTES = 16 * 1024

/** A form posted to a page: read, found harmless and rewritten for Next to read; null if it was refused. */
export async function receiveForm(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  page: URL,
): Promise<http.IncomingMessage | null> {
  const refused = (status: number, why: string) => {
    refuse(response, status, why)
    return null
  }
  if (request.headers.origin !== page.origin) {
    refuseForeignForm(response, page)
    return null
  }
  if (request.method !== 'POST') return refused(405, 'This page can be read, and forms can be posted to it.')
  const body = await readBody(request, MAX_FORM_BYTES)
  if (body === 'too-large') return refused(413, 'This form is too large.')
  const form = body === 'broken-off' ? null : readForm(body, request.headers)
  if (form?.action && !isOfThisBuild(form.action)) {
    await answerRenewed(request, response, page)
    return null
  }
  return form ? withBody(request, form.bytes, { 'content-type': form.type }) : refused(400, 'This form cannot be read.')
}

/**
 * The bank's return, or Paynet's word about a refund, with its whole body, detached from its connection: a shopper who has passed the bank and
 * closes the tab has paid all the same. A body that is too large is marked so, one that breaks off is empty.
 */
export async function receiveReturn(request: http.IncomingMessage): Promise<http.IncomingMessage> {
  const body = await readBody(request, MAX_RETURN_BYTES)
  if (body === 'too-large') return withBody(request, Buffer.alloc(0), { 'content-length': String(MAX_RETURN_BYTES + 1) })
  return withBody(request, body === 'broken-off' ? Buffer.alloc(0) : body)
}

/** Reads at most as much as a body may have, for at most as long as it may take. The rest is dropped. */
function readBody(request: http.IncomingMessage, maxBytes: number): Promise<Buffer | 'too-large' | 'broken-off'> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return Promise.resolve('too-large')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > maxBytes) end('too-large')
      else chunks.push(chunk)
    }
    const end = (body: Buffer | 'too-large' | 'broken-off') => {
      clearTimeout(deadline)
      request.off('data', take)
      resolve(body)
    }
    const deadline = setTimeout(end, WITHIN_MS, 'broken-off')
    request.on('data', take)
    request.once('end', () => end(Buffer.concat(chunks)))
    request.once('error', () => end('broken-off'))
    request.once('close', () => end('broken-off'))
  })
}

/** A stream can be read once, so Next reads a new one, which reports none of the first one's body headers. */
function withBody(request: http.IncomingMessage, bytes: Buffer, change: http.IncomingHttpHeaders = {}): http.IncomingMessage {
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor } = request
  const headers: http.IncomingHttpHeaders = { ...request.headers, 'content-length': String(bytes.length), ...change }
  for (const name of ['transfer-encoding', 'content-encoding', 'trailer', 'expect']) delete headers[name]
  const rawHeaders = Object.entries(headers).flatMap(([name, values]) => [values ?? []].flat().flatMap((value) => [name, value]))
  const again = new http.IncomingMessage(request.socket)
  Object.assign(again, { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor, complete: true })
  // Destroying it must not end the connection, on which the answer leaves.
  again._destroy = (error, done) => done(error)
  again.push(bytes)
  again.push(null)
  return again
}
