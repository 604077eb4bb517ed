import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type LedgerRecord, ledgerRecord } from './records'

/**
 * Reads a ledger file back, oldest line first. A line that a killed process left half-written was
 * never answered and is skipped; a whole line that is no record stops the start, because a ledger
 * with holes proves nothing.
 */
export function readLedgerFile(file: string): LedgerRecord[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  // The next append must not be glued to half a line.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n')
  return text.split('\n').flatMap(readLine)
}

/** Appends one line before it returns, so that what was answered is also what was written. */
export function appendToLedgerFile(file: string, record: LedgerRecord): void {
  appendFileSync(file, `${JSON.stringify(record)}\n`)
}

export function prepareLedgerFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true })
}

function readLine(line: string, index: number): LedgerRecord[] {
  const json = parseJson(line)
  if (json === undefined) return []
  const record = ledgerRecord.safeParse(json)
  if (record.success) return [record.data]
  throw new Error(`The ledger is damaged in line ${index + 1}; move the file away to start anew.`)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
