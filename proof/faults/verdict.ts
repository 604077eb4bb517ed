/** What a walk showed. It passed if there are no problems. */
export type Verdict = { path: string; told: string; calls: string; problems: string[] }
