import { userInfo } from 'node:os'
import { createInterface } from 'node:readline/promises'
import type { Options } from './run-command'

/** What commands take that change something by an operator's word. */
export const WORD_OPTIONS = {
  note: { type: 'string', help: 'why, for the timeline' },
  yes: { type: 'boolean', help: 'do not ask whether that is right' },
} as const satisfies Options

/** Whether `confirm` asks: somebody sees the question. */
export function isAsked({ yes }: { yes?: boolean | undefined }): boolean {
  return !yes && process.stdin.isTTY && process.stderr.isTTY
}

/** Asks a person at a terminal whether that is right. Where there is none, what was typed is the word. */
export async function confirm(question: string, answered: { yes?: boolean | undefined }): Promise<boolean> {
  if (!isAsked(answered)) return true
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const isClosed = new Promise<string>((resolve) => lines.once('close', () => resolve('')))
    return /^(y|yes)$/i.test((await Promise.race([lines.question(`${question} [y/N] `), isClosed])).trim())
  } finally {
    lines.close()
  }
}

/** Whose word it is, and why, for the timeline: `ada: bank slip 7`. */
export function wordOf({ note }: { note?: string | undefined }): string {
  return [process.env.SUDO_USER || userName(), note].filter(Boolean).join(': ')
}

function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? ''}`.trim()
  }
}
