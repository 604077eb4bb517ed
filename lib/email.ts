import 'server-only'
import { createHmac } from 'node:crypto'
import { env } from './env'

/** The digests under which an address is looked up, one per data key, the newest first. */
export function emailDigests(email: string): [string, ...string[]] {
  const [newest, ...older] = env().dataKeys.map((key) => createHmac('sha256', key).update(`email:${email}`).digest('base64url'))
  if (newest === undefined) throw new Error('no DATA_KEY')
  return [newest, ...older]
}
