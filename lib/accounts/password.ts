import 'server-only'
import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { normalPassword } from '@/lib/shared/account-form'

/** argon2id, which is the library's choice, with the costs that it recommends: 19 MiB, two passes, one lane. */
const COSTS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Of an unknown password, so that refusing an address without an account takes as long. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$NxzGlcCV//HZdaYV1NrC2g$M+JqzLCcd7dbi1Mz4ejHBX8F7rd09j08EtiDBZNcelo'

/**
 * Hashing runs in libuv's four threads, first come, first served, and so does all the encryption that a
 * payment needs: two threads are always left to it, and a processor where there are two. A wait here
 * is a second at most.
 */
export const HASHED_AT_ONCE = Math.min(2, Math.max(1, availableParallelism() - 1))
const MOST_WAITING = 20

type Gate = { running: number; waiting: Array<() => void> }

// One gate per process, although a bundler may load this file more than once.
const slot = Symbol.for('paynet-checkout.password-gate')
const shared = globalThis as typeof globalThis & { [slot]?: Gate }

/** Whether the next one would be turned away: worth asking before anything is written for it. */
export function tooManyWait(): boolean {
  return (shared[slot]?.waiting.length ?? 0) >= MOST_WAITING
}

/** The hash to store. Null, at once, when too many others wait for theirs. */
export function hashPassword(password: string): Promise<string | null> {
  return inTurn(() => hash(normalPassword(password), COSTS))
}

/** Whether it is the password of this hash; without a hash it never is. Null, at once, when too many others wait. */
export function verifyPassword(passwordHash: string | null, password: string): Promise<boolean | null> {
  return inTurn(() => verify(passwordHash ?? NOBODY, normalPassword(password)))
}

async function inTurn<T>(work: () => Promise<T>): Promise<T | null> {
  shared[slot] ??= { running: 0, waiting: [] }
  const gate = shared[slot]
  if (gate.running < HASHED_AT_ONCE) gate.running += 1
  else if (tooManyWait()) return null
  // A finished one hands over its place, so that no other slips in between.
  else await new Promise<void>((go) => gate.waiting.push(go))
  try {
    return await work()
  } finally {
    const next = gate.waiting.shift()
    if (next) next()
    else gate.running -= 1
  }
}
