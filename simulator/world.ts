import { type CallLog, createCallLog } from './calls'
import { createFaultDesk, type FaultDesk } from './fault-desk'
import { appendToLedgerFile, prepareLedgerFile, readLedgerFile } from './ledger'
import type { LedgerRecord, SessionRecord, ThreeDsRecord, Transaction } from './records'

export type Session = SessionRecord & {
  threeDs: ThreeDsRecord | null
  wrongCodes: number
  /** When the bank page was opened last; its countdown starts there. Not kept across a restart. */
  openedAtMs: number | null
}

/** All that a running simulator knows. */
export type World = {
  now: () => Date
  secretKey: string
  /** A wait that ends with the simulator: what still waits when it stops never happens, as when a process dies. */
  wait: (ms: number) => Promise<void>
  stop: () => void
  write: (record: LedgerRecord) => void
  sessions: Map<string, Session>
  transactions: Transaction[]
  bySession: Map<string, Transaction[]>
  byReference: Map<string, Transaction[]>
  calls: CallLog
  faults: FaultDesk
}

export type WorldOptions = { now: () => Date; secretKey: string; ledgerFile: string | null }

export function createWorld({ now, secretKey, ledgerFile }: WorldOptions): World {
  const timers = new Set<NodeJS.Timeout>()
  let stopped = false
  const world: World = {
    now,
    secretKey,
    wait: (ms) =>
      new Promise((resolve) => {
        if (stopped) return
        const timer = setTimeout(() => {
          timers.delete(timer)
          resolve()
        }, ms)
        timers.add(timer)
      }),
    stop: () => {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
    write: (record) => {
      if (ledgerFile) appendToLedgerFile(ledgerFile, record)
      remember(world, record)
    },
    sessions: new Map(),
    transactions: [],
    bySession: new Map(),
    byReference: new Map(),
    calls: createCallLog(),
    faults: createFaultDesk(),
  }
  if (ledgerFile) {
    prepareLedgerFile(ledgerFile)
    for (const record of readLedgerFile(ledgerFile)) remember(world, record)
  }
  return world
}

/** Forgets sessions, calls and ledger; switched-on faults stay. */
export function resetWorld(world: World): void {
  world.write({ kind: 'reset', at: world.now().toISOString() })
  world.calls.calls.length = 0
}

function remember(world: World, record: LedgerRecord): void {
  switch (record.kind) {
    case 'session':
      world.sessions.set(record.session_id, { ...record, threeDs: null, wrongCodes: 0, openedAtMs: null })
      return
    case 'three-ds': {
      const session = world.sessions.get(record.session_id)
      if (session) session.threeDs = record
      return
    }
    case 'transaction':
      world.transactions.push(record)
      addTo(world.bySession, record.session_id, record)
      addTo(world.byReference, record.reference_no, record)
      return
    case 'reset':
      world.sessions.clear()
      world.transactions.length = 0
      world.bySession.clear()
      world.byReference.clear()
  }
}

function addTo(index: Map<string, Transaction[]>, key: string, transaction: Transaction): void {
  const known = index.get(key)
  if (known) known.push(transaction)
  else index.set(key, [transaction])
}
