import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { type LedgerRecord, ledgerRecord } from './records'

/**
 * Reads a ledger file, oldest line first. A line that a killed process left half-written was never
 * answered, so it is skipped. A complete line that is not a record stops the start, because a ledger
 * with holes proves nothing.
 */
export function readLedgerFile(file: string): LedgerRecord[] {
  if (!existsSync(file)) return []
  const text = readFileSync(file, 'utf8')
  // Otherwise the next record would continue the half-written line.
  if (text !== '' && !text.endsWith('\n')) appendFileSync(file, '\n')
  return text.split('\n').flatMap(readLine)
}

/** Appends synchronously, so that nothing is answered before it is written. */
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
