import { encode } from 'uqr'

/** A QR code as one SVG path of dark squares, each one unit wide, and the units of a side, the quiet border included. */
export type QrCode = { side: number; path: string }

/** What a camera needs around it, in squares (ISO/IEC 18004). */
const QUIET = 4

export function qrCodeOf(address: string): QrCode {
  const { data, size } = encode(address, { ecc: 'M', border: QUIET })
  const runs = data.flatMap((row, y) => runsOf(row).map(([from, to]) => `M${from} ${y}h${to - from}v1H${from}z`))
  return { side: size, path: runs.join('') }
}

/** Where dark squares of a row begin and end: neighbours are drawn as one. */
function runsOf(row: boolean[]): Array<[number, number]> {
  const runs: Array<[number, number]> = []
  let from: number | null = null
  for (const [x, isDark] of [...row, false].entries()) {
    if (isDark) from ??= x
    else if (from !== null) {
      runs.push([from, x])
      from = null
    }
  }
  return runs
}
