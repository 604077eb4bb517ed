/** What a walk showed. It passed if there are no problems. */
export type Verdict = { path: string; told: string; calls: string; problems: string[] }

/** Of a case that could not be walked to its end. */
export function brokenOffBy(error: unknown): Verdict {
  return { path: '', told: '', calls: '', problems: [error instanceof Error ? error.message : String(error)] }
}
