import 'server-only'
import { cookies } from 'next/headers'
import { env } from '@/lib/env'

/** A name that only this host can have set, where there is https. */
export function hostName(name: string): string {
  return env().isHttps ? `__Host-${name}` : name
}

export function cookieOptions() {
  return { httpOnly: true, sameSite: 'lax', secure: env().isHttps, path: '/' } as const
}

export async function readCookie(name: string): Promise<string> {
  return (await cookies()).get(hostName(name))?.value ?? ''
}

/** In actions and route handlers only: pages cannot set cookies. An age of 0 deletes it. */
export async function writeCookie(name: string, value: string, maxAge: number): Promise<void> {
  const jar = await cookies()
  jar.set(hostName(name), value, { ...cookieOptions(), maxAge })
}
