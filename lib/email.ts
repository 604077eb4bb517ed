import 'server-only'
import { createHmac } from 'node:crypto'
import { env } from './env'

/** What an address is known by, under each data key; the newest comes first. */
export function emailDigests(email: string): [string, ...string[]] {
  const [newest, ...older] = env().dataKeys.map((key) => createHmac('sha256', key).update(`email:${email}`).digest('base64url'))
  if (newest === undefined) throw new Error('no DATA_KEY')
  return [newest, ...older]
}
