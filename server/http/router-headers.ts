import type http from 'node:http'
import { isPath } from './routes'

/**
 * What Next's scripts tell a page about themselves. Next answers 500 to values that do not parse, so only those
 * that its scripts write get through; without these headers, the whole page is rendered.
 */
const KNOWN: Record<string, (text: string) => boolean> = {
  rsc: (text) => text === '1',
  'next-router-prefetch': (text) => /^[1-3]$/.test(text),
  'next-router-segment-prefetch': (text) => /^\/[\w$/.!*@()-]{1,500}$/.test(text),
  'next-router-state-tree': (text) => text.length <= 8_192 && isState(parse(text)),
  'next-url': isPath,
  'next-hmr-refresh': (text) => text === '1',
}

const MARKS: unknown[] = ['refetch', 'inside-shared-layout', 'metadata-only', null, undefined]
/** Deeper and wider than any of our pages. */
const MOST_LEVELS = 16
const MOST_SLOTS = 4

export function dropUnreadableRouterHeaders(headers: http.IncomingHttpHeaders): void {
  for (const [name, isReadable] of Object.entries(KNOWN)) {
    const text = headers[name]
    if (typeof text !== 'string' || !isReadable(text)) delete headers[name]
  }
}

/** Route handlers are not part of Next's router, which would redirect an API's caller to another address, without the body. */
export function dropRouterHeaders(headers: http.IncomingHttpHeaders): void {
  for (const name of [...Object.keys(KNOWN), 'next-action']) delete headers[name]
}

/** A router state as in Next's `flightRouterStateSchema`: a segment, what lies below it, and marks. */
function isState(value: unknown, levels = MOST_LEVELS): boolean {
  if (levels === 0 || !Array.isArray(value) || value.length < 2 || value.length > 6) return false
  const [segment, below, address, mark, hints, more] = value as unknown[]
  if (!isSegment(segment) || typeof below !== 'object' || below === null || Array.isArray(below)) return false
  const slots = Object.entries(below)
  const isMarked = MARKS.includes(mark) && typeof (hints ?? 0) === 'number' && ['string', 'undefined'].includes(typeof more)
  const isPlaced = (address ?? null) === null || (isTexts(address) && address.length === 2)
  return (
    isMarked && isPlaced && slots.length <= MOST_SLOTS && slots.every(([name, state]) => /^\w+$/.test(name) && isState(state, levels - 1))
  )
}

/** A name, or a parameter: its name, value, kind, and the alternatives to its value. */
function isSegment(value: unknown): boolean {
  if (typeof value === 'string') return true
  if (!Array.isArray(value) || value.length !== 4) return false
  const [name, given, kind, siblings] = value as unknown[]
  return isTexts([name, given]) && /^(c|oc|d)$/.test(String(kind)) && (siblings === null || isTexts(siblings))
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text))
  } catch {
    return undefined
  }
}
