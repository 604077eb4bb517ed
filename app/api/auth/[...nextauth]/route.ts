import { cookies } from 'next/headers'
import { problem } from '@/app/api/problem'
import { askNextAuth } from '@/lib/accounts/next-auth-bridge'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { newPlaces } from '@/lib/places'
import { readFields } from './read-fields'

type Context = { params: Promise<{ nextauth: string[] }> }

const PATHS = { GET: ['csrf', 'session', 'providers'], POST: ['callback/credentials', 'signout'] }

/** Far more than can be handled soon. A flood is turned away here, before next-auth spends 10 ms on each request. */
const atOnce = newPlaces(200)

/** The next-auth paths that are used here; the others do not exist. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return open('GET', (await params).nextauth, {})
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { nextauth } = await params
  if (!PATHS.POST.includes(nextauth.join('/'))) return notFound()
  if (request.headers.get('origin') !== env().appUrl) return problem(403, 'foreign-origin', 'Send this from a page of the app.')
  const fields = await readFields(request)
  if (fields === 'too-large') return problem(413, 'too-large', 'The body is larger than 8 KB.')
  if (fields === 'unreadable') return problem(400, 'unreadable', 'Send a form or a flat JSON object.')
  const answer = await atOnce('all', () => open('POST', nextauth, fields))
  if (answer !== 'busy') return answer
  return problem(503, 'busy', 'Too many are signing in right now. The same request can be sent again.', { headers: { 'Retry-After': '2' } })
}

async function open(method: 'GET' | 'POST', path: string[], fields: Record<string, string>): Promise<Response> {
  if (!PATHS[method].includes(path.join('/'))) return notFound()
  try {
    return await askNextAuth({ method, path, fields, cookies: (await cookies()).getAll() }, await now())
  } catch (error) {
    log.error('next-auth.failed', { why: path[0] ?? '', error })
    return problem(503, 'unavailable', 'The database did not answer. The same request can be sent again.', {
      headers: { 'Retry-After': '2' },
    })
  }
}

function notFound(): Response {
  return problem(404, 'not-found', 'There is no such path.')
}
