const istanbulOffsetMs = 3 * 60 * 60 * 1000

function inIstanbul(date: Date): string {
  return new Date(date.getTime() + istanbulOffsetMs).toISOString()
}

/** When a day such as `2020-02-25` begins in Istanbul. */
export function startOfDay(day: string): Date {
  return new Date(Date.parse(`${day}T00:00:00Z`) - istanbulOffsetMs)
}

/** The day in Istanbul: `2020-02-25`. */
export function dayOf(date: Date): string {
  return inIstanbul(date).slice(0, 10)
}

/** `25.02.2020`, as Paynet writes the days of refunds. */
export function formatDay(date: Date): string {
  return dayOf(date).split('-').reverse().join('.')
}

/** As Paynet writes dates: `2020-02-25T15:12:48.353000+03:00`. Turkey has the same offset all year. */
export function formatPaynetDate(date: Date): string {
  return `${inIstanbul(date).slice(0, -1)}000+03:00`
}

/** For people: `25.02.2020 15:12`. */
export function formatBankDate(date: Date): string {
  return `${formatDay(date)} ${inIstanbul(date).slice(11, 16)}`
}

/** For the tables of the start page: `2020-02-25 15:12:48`. */
export function formatTableDate(date: Date): string {
  return inIstanbul(date).slice(0, 19).replace('T', ' ')
}
