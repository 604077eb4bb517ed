import 'server-only'
import type { Sharp, SharpOptions } from 'sharp'
import { log } from '@/lib/log'

const MOST_KEPT = 64
/** Pictures that may wait for their turn; whoever asks for one more is told to come back. */
const MOST_WAITING = 16
const LONGEST_S = 5
/** A small file can hold a picture that takes gigabytes once it is unpacked. */
const MOST_PIXELS = 16_000_000

const kept = new Map<string, Promise<Buffer | null>>()
let waiting = 0
let newest: Promise<unknown> = Promise.resolve()

/**
 * A picture, drawn once and kept under `key`, which has to name all that it shows. One is drawn at a time, outside
 * of JavaScript's thread. Null if too many are waiting, or it cannot be drawn: nothing else depends on one.
 */
export async function drawOnce(key: string, draw: () => Promise<Buffer>): Promise<Buffer | null> {
  const known = kept.get(key)
  if (known === undefined && waiting >= MOST_WAITING) return null
  const picture = known ?? take(key, draw)
  kept.delete(key)
  kept.set(key, picture)
  const [oldest] = kept.keys()
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  return picture
}

async function take(key: string, draw: () => Promise<Buffer>): Promise<Buffer | null> {
  waiting += 1
  const drawn = newest.then(draw)
  newest = drawn.catch(() => undefined)
  try {
    return await drawn
  } catch (error) {
    log.error('picture.not-drawn', { error })
    kept.delete(key)
    return null
  } finally {
    waiting -= 1
  }
}

/** Takes a picture in, bounded in pixels and time. Its library is native, and loaded when the first one is drawn. */
export async function open(bytes: Buffer, options: SharpOptions = {}): Promise<Sharp> {
  const { default: sharp } = await import('sharp')
  sharp.cache(false)
  sharp.concurrency(1)
  return sharp(bytes, { limitInputPixels: MOST_PIXELS, ...options }).timeout({ seconds: LONGEST_S })
}

/** An SVG of ours as a PNG. */
export async function toPng(svg: string, size?: number): Promise<Buffer> {
  const picture = await open(Buffer.from(svg), size === undefined ? {} : { density: (72 * size) / 32 })
  return (size === undefined ? picture : picture.resize(size, size)).png({ compressionLevel: 9 }).toBuffer()
}
