import { randomInt } from 'node:crypto'
import { newId } from '@/lib/ids'
import type { Result } from '@/lib/shared/result'
import { type Account, register } from './accounts'
import type { Origin } from './password-tries'

export const PASSWORD = 'çok uzun bir parola'
export const START = new Date('2026-11-22T09:00:00.000Z')

export const after = (ms: number) => new Date(START.getTime() + ms)

export function newEmail(): string {
  return `kisi-${newId().toLowerCase()}@example.com`
}

/** A browser that is new here, at an address of its own. */
export function somewhere(device = ''): Origin {
  return { address: `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}-${newId()}`, device }
}

export async function givenAccount(password = PASSWORD): Promise<{ email: string; account: Account }> {
  const email = newEmail()
  return { email, account: valueIn(await register({ email, password }, somewhere(), START)) }
}

export function valueIn<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`failed: ${JSON.stringify(result.failure)}`)
  return result.value
}

export function failureOf(result: Result<unknown>): string {
  return result.ok
    ? 'none'
    : result.failure.kind === 'invalid'
      ? result.failure.fields.map(({ problem }) => problem).join()
      : result.failure.kind
}

/** Runs so many at once, one after another of those groups. */
export async function inGroups<T>(count: number, atOnce: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const done: T[] = []
  for (let from = 0; from < count; from += atOnce) {
    const group = Array.from({ length: Math.min(atOnce, count - from) }, (_, index) => work(from + index))
    done.push(...(await Promise.all(group)))
  }
  return done
}
