import 'server-only'
import { later } from '@/lib/clock'
import { DAY, HOUR, MINUTE } from '@/lib/duration'
import { env } from '@/lib/env'

/**
 * When a refund may be asked for. Paynet cancels a sale whole on its own day, and gives it back whole or in part later
 * (page "İade"), by the day in Istanbul. Pure but for the setting.
 */

/** Istanbul has the same offset all year. */
const ISTANBUL_MS = 3 * HOUR
/** A bank's day may end a little earlier or later than ours: nothing is sent so close to its end. */
const CLOSE_MS = 30 * MINUTE
/** So that not all that was put off leaves in the same minute. */
const SPREAD_MS = 30 * MINUTE

/** The number of the day that a time belongs to. */
function dayOf(at: Date): number {
  return Math.floor((at.getTime() + ISTANBUL_MS - env().paynet.dayEndsMs) / DAY)
}

function startOf(day: number): Date {
  return new Date(day * DAY - ISTANBUL_MS + env().paynet.dayEndsMs)
}

export function isSameDay(a: Date, b: Date): boolean {
  return dayOf(a) === dayOf(b)
}

/** Whether the end of a day is too near to send anything. */
export function isDayEnding(at: Date): boolean {
  return pauseEnd(at) !== null
}

function pauseEnd(at: Date): Date | null {
  for (const border of [startOf(dayOf(at)), startOf(dayOf(at) + 1)]) {
    if (Math.abs(at.getTime() - border.getTime()) < CLOSE_MS) return later(border, CLOSE_MS)
  }
  return null
}

/**
 * When a refund may leave: at once, or after the end of the day is over; a part of a sale of today on the day after.
 * `random` is from 0 to 1.
 */
export function dueAt({ isWhole, soldAt }: { isWhole: boolean; soldAt: Date }, now: Date, random = Math.random()): Date {
  // A sale from the future is of today: one of the clocks is wrong.
  if (!isWhole && dayOf(soldAt) >= dayOf(now)) return nextDay(now, random)
  return pauseEnd(now) ?? now
}

/** After the end of the day that a time belongs to. */
export function nextDay(at: Date, random = Math.random()): Date {
  return later(startOf(dayOf(at) + 1), CLOSE_MS + SPREAD_MS * random)
}

/** How long a refund can be put off at most. */
export function latestDue(now: Date): Date {
  return nextDay(now, 1)
}

/** The next nine o'clock of a morning in Istanbul. */
export function nextMorning(at: Date): Date {
  const local = at.getTime() + ISTANBUL_MS
  const nine = Math.floor(local / DAY) * DAY + 9 * HOUR
  return new Date((nine > local ? nine : nine + DAY) - ISTANBUL_MS)
}

/** The latest time, on a business day, of which the given one is at least so many business days later. */
export function businessDaysEarlier(at: Date, days: number): Date {
  let day = at
  // Nothing more is over on a weekend than at its beginning.
  while (isWeekend(day)) day = new Date(Math.floor((day.getTime() + ISTANBUL_MS) / DAY) * DAY - ISTANBUL_MS - 1)
  for (let early = later(day, -days * DAY); ; early = later(early, -DAY)) {
    if (!isWeekend(early) && businessDaysLater(early, days) <= at) return early
  }
}

function isWeekend(at: Date): boolean {
  const weekday = new Date(at.getTime() + ISTANBUL_MS).getUTCDay()
  return weekday === 0 || weekday === 6
}

/** So many days later, Saturdays and Sundays not counted; of feasts it knows nothing. */
export function businessDaysLater(at: Date, days: number): Date {
  let day = at
  for (let left = days; left > 0; ) {
    day = later(day, DAY)
    if (!isWeekend(day)) left -= 1
  }
  return day
}
