/** A `PAYNET_DAY_ENDS` that is half a day away: nothing is put off, at whatever hour it is. */
export function timeInHalfADay(): string {
  return istanbulTime(12 * 3_600_000)
}

/** A `PAYNET_DAY_ENDS` that is now: for half an hour nothing is sent. */
export function timeNow(): string {
  return istanbulTime(0)
}

function istanbulTime(aheadMs: number): string {
  return new Date(Date.now() + aheadMs + 3 * 3_600_000).toISOString().slice(11, 16)
}
