/** A `PAYNET_DAY_ENDS` that is half a day away: nothing is put off, at whatever hour it is. */
export function timeInHalfADay(): string {
  const inIstanbul = new Date(Date.now() + (12 + 3) * 3_600_000)
  return inIstanbul.toISOString().slice(11, 16)
}
