import 'server-only'
import type { NextApiRequest, NextApiResponse } from 'next'
import NextAuth from 'next-auth'
import { env } from '@/lib/env'
import { hostName } from './cookie'
import { authOptions, type Trouble } from './next-auth'

export type AuthRequest = {
  method: 'GET' | 'POST'
  /** What comes after `/api/auth/`. */
  path: string[]
  fields: Record<string, string>
  cookies: Array<{ name: string; value: string }>
}

/**
 * Hands next-auth a request of its Pages Router kind, made of only what it needs: its cookies by their
 * exact names, no query and no headers, which it would believe or stumble over. Throws what a database throws.
 */
export async function askNextAuth({ method, path, fields, cookies }: AuthRequest, now: Date): Promise<Response> {
  const names = [hostName('session'), hostName('auth-csrf')]
  const request = {
    method,
    query: { nextauth: path },
    body: fields,
    cookies: Object.fromEntries(cookies.filter(({ name }) => names.includes(name)).map(({ name, value }) => [name, value])),
    headers: {},
  }
  const answer = collectAnswer()
  const trouble: Trouble = { wait: null, error: null }
  const csrfCookie = cookies.find(({ name }) => name === hostName('auth-csrf'))?.value ?? ''
  const options = authOptions(now, trouble, csrfCookie)
  await NextAuth(request as unknown as NextApiRequest, answer.response as unknown as NextApiResponse, options)
  if (trouble.error) throw trouble.error
  return answer.read(trouble.wait)
}

/** As much of a Pages Router response as next-auth uses. */
function collectAnswer() {
  const headers = new Headers()
  let status = 200
  let body = ''
  const response = {
    status(code: number) {
      status = code
      return response
    },
    getHeader: (name: string) => (name.toLowerCase() === 'set-cookie' ? headers.getSetCookie() : headers.get(name)),
    setHeader(name: string, value: string | string[]) {
      headers.delete(name)
      for (const one of [value].flat()) headers.append(name, name === 'Location' ? onOurPages(one) : one)
      return response
    },
    send(sent: unknown) {
      body = typeof sent === 'string' ? sent : JSON.stringify(sent)
    },
    json(sent: { url: string }) {
      headers.set('Content-Type', 'application/json')
      body = JSON.stringify({ url: onOurPages(sent.url) })
    },
    end() {},
  }
  const read = (wait: Trouble['wait']): Response => {
    headers.set('Cache-Control', 'no-store')
    if (wait === null) return new Response(body, { status, headers })
    headers.set('Retry-After', String(wait.seconds))
    headers.delete('Location')
    return new Response(body, { status: wait.status, headers })
  }
  return { response, read }
}

/** Its own pages for errors and signing in are closed; ours takes their place. */
function onOurPages(url: string): string {
  const { appUrl } = env()
  return url.startsWith(`${appUrl}/api/auth/`) ? `${appUrl}/login${new URL(url).search}` : url
}
