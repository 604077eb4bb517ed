import http from 'node:http'
import { isReadableForm, MAX_FORM_BYTES } from '../../lib/form-body'

const WITHIN_MS = 15_000

/** A form that is posted to a page, read and found harmless, as a request that can be read again; null when it was refused. */
export async function receiveForm(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  origin: string,
): Promise<http.IncomingMessage | null> {
  if (request.headers.origin !== origin) return refuse(response, 403, 'This form can only be sent from its own page.')
  const body = await readBody(request)
  if (body === 'too-large') return refuse(response, 413, 'This form is too large.')
  if (body === 'broken-off' || !(await isReadableForm(body, request.headers))) return refuse(response, 400, 'This form cannot be read.')
  return withBody(request, body)
}

/** Reads no more than a form may have, and not longer than it may take. What comes after that is lost. */
function readBody(request: http.IncomingMessage): Promise<Buffer<ArrayBuffer> | 'too-large' | 'broken-off'> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_FORM_BYTES) return Promise.resolve('too-large')
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_FORM_BYTES) end('too-large')
      else chunks.push(chunk)
    }
    const end = (body: Buffer<ArrayBuffer> | 'too-large' | 'broken-off') => {
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

/** A stream is read once; what Next reads is another one that says the same. */
function withBody(request: http.IncomingMessage, body: Buffer<ArrayBuffer>): http.IncomingMessage {
  const { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request
  const again = new http.IncomingMessage(request.socket)
  Object.assign(again, { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor, complete: true })
  // Whoever stops reading it does not end the connection, on which the answer leaves.
  again._destroy = (error, done) => done(error)
  again.push(body)
  again.push(null)
  return again
}

function refuse(response: http.ServerResponse, status: number, why: string): null {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' }).end(`${why}\n`)
  return null
}
