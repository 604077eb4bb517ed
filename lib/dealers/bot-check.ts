import 'server-only'
import { later } from '@/lib/clock'
import type { Application } from './application'

/** Nobody fills five pages in this time; a program that does is asked to send once more. */
const FASTEST_MS = 3_000

/**
 * What tells a program from a person where a puzzle would only annoy: a field that nobody sees was
 * filled, or all of it took less than three seconds. By the row's own time, which nobody can forge.
 */
export function trapOf(application: Pick<Application, 'createdAt'>, trapField: string, now: Date): 'filled' | 'too-fast' | null {
  if (trapField !== '') return 'filled'
  return later(application.createdAt, FASTEST_MS) > now ? 'too-fast' : null
}
