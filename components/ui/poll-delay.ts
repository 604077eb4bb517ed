const PAUSES_MS = [1000, 2000, 3000, 5000, 8000, 13_000]

/** How long to wait after this many attempts, in milliseconds; eventually 15 seconds. */
export function pollDelay(looks: number): number {
  return PAUSES_MS[looks] ?? 15_000
}
