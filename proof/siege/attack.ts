import { setTimeout as sleep } from 'node:timers/promises'
import type { Stack } from '@/e2e/harness/stack'
import type { Random } from '@/proof/chaos/random'
import type { Aim } from './checker'

/** What an attacker got back. `closed` was closed by the app, `unanswered` by the attacker, who did not wait. */
export const KINDS = ['2xx', '3xx', '4xx', '429', '503', '5xx', 'closed', 'unanswered'] as const
export type Tally = Record<(typeof KINDS)[number], number>

/** The cookies of a browser that has sent an application, and the application's page. */
export type Dealer = { cookie: string; path: string }

/** Everything that an attacker knows about the app; its process gets it as JSON. */
export type Target = {
  url: string
  merchantKey: string
  /** Orders that can be paid. */
  orders: string[]
  /** Dealers' applications, for an attack that prepares some: the attacker's own and another dealer's. */
  dealers?: { attacker: Dealer; other: Dealer }
}

/** What the attacker's process should do. */
export type Command = { attack: string; target: Target; addresses: number; ms: number; isQuick: boolean; seed: number }
/** What it prints once it has begun. */
export const BEGUN = 'begun'

/** An attack under way, in the attacker's process. */
export type Field = {
  target: Target
  /** How many client addresses it comes from: in `X-Forwarded-For`, and on Linux also as socket addresses. */
  addresses: number
  isQuick: boolean
  dice: Random
  tally: Tally
  isOver: () => boolean
  /** Resolves when it is. */
  over: Promise<void>
}

export type Attack = {
  name: string
  /** What it sends, for the table. */
  sends: string
  /** How many addresses it comes from, one run each; a quick run takes the last. */
  addresses: number[]
  /** No proxy: clients are known by the address of their connection. Needs a system with more than one loopback address. */
  isDirect?: boolean
  /** How long it lasts, if not the usual time. */
  ms?: { full: number; quick: number }
  /** Runs in the attacker's process, until `field.isOver()`. */
  run?: (field: Field) => Promise<void>
  /** Runs in the proof's process before the attack, and returns what the attacker needs. */
  prepare?: (stack: Stack) => Promise<Partial<Target>>
  /** Runs in the proof's process during the attack, or instead of one: what it must not do to others. */
  beside?: (siege: Beside) => Promise<Aim[]>
}

export type Beside = { stack: Stack; target: Target; isQuick: boolean; isOver: () => boolean }

/** That many at once, each repeated until the attack is over or `most` have begun. Errors are the attacker's own loss. */
export async function crowd(
  { isOver }: Field,
  { atOnce, most, pauseMs = 0 }: { atOnce: number; most: number; pauseMs?: number },
  work: (n: number) => Promise<void>,
): Promise<void> {
  let begun = 0
  const goOn = async () => {
    while (begun < most && !isOver()) {
      const n = begun
      begun += 1
      await work(n).catch(() => {})
      if (pauseMs > 0) await sleep(pauseMs)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, most) }, goOn))
}
