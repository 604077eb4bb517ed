'use client'

/** A page that has not come within this time may never come. */
const LONG_MS = 15_000

/** What browsers have of the Navigation API that is needed here; TypeScript does not know it yet. */
type Navigation = EventTarget

/** Once a departure was stopped, Next still believes that it is leaving, and leads to no other page any more. */
let isRouterStuck = false

/**
 * Waits until the browser has left this page for another, in vain if it does: then nobody waits any more. True once
 * that was stopped, by the browser's button or because nothing came; false if the next page came into this one.
 */
export function departureStopped(to: string): Promise<boolean> {
  const { navigation } = window as { navigation?: Navigation }
  const from = location.href
  if (isRouterStuck) location.assign(to)
  // Next has put this page, as it is now, into its place.
  else if (new URL(to, from).href === from) return Promise.resolve(false)
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(late)
      navigation?.removeEventListener('navigateerror', end)
      isRouterStuck ||= location.href === from
      resolve(location.href === from)
    }
    const late = setTimeout(end, LONG_MS)
    navigation?.addEventListener('navigateerror', end)
  })
}
