import 'server-only'
import { headers } from 'next/headers'

/** Where to go on after an action has set a cookie: straight on, unless this visitor has never brought one. */
export async function afterCookie(path: string): Promise<string> {
  return (await headers()).has('cookie') ? path : `/cookies?to=${encodeURIComponent(path)}`
}

/** The same for a sign-in, which programs do too, and they know what they keep; only browsers say how they navigate. */
export async function afterSignIn(path: string): Promise<string> {
  return (await headers()).has('sec-fetch-mode') ? afterCookie(path) : path
}
