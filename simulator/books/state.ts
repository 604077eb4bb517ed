import { type ArmedFaults, createArmedFaults } from '@/simulator/faults/armed-faults'
import type { Application } from './application-record'
import { type CallLog, createCallLog } from './calls'
import { appendToLedgerFile, prepareLedgerFile, readLedgerFile } from './ledger'
import type { CardOwner, LedgerRecord, Refund, SessionRecord, StoredCard, ThreeDsRecord, Transaction } from './records'
import { type Settings, usualSettings } from './settings'

export type Session = SessionRecord & {
  threeDs: ThreeDsRecord | null
  wrongCodes: number
  /** When the bank page was last opened, which starts its countdown. Lost on a restart. */
  openedAtMs: number | null
}

/** A code that was sent to a phone. Kept only in memory, since it expires after three minutes. */
export type SentOtp = { userGsm: string; code: string; expiresAtMs: number }

/** Whether an application moves on by itself, one step each time its status is asked for. */
type ApplicationSettings = { moves: boolean }

/** Everything that a running simulator knows. */
export type State = {
  now: () => Date
  secretKey: string
  /** As the bank's page names the company. */
  merchantName: string
  /** Never ends if the simulator stops first: whatever was waiting never happens, as when a process dies. */
  wait: (ms: number) => Promise<void>
  /** Lets go on whatever waits, and what comes to wait, until `hold`. */
  release: () => void
  hold: () => void
  stop: () => void
  write: (record: LedgerRecord) => void
  sessions: Map<string, Session>
  transactions: Transaction[]
  bySession: Map<string, Transaction[]>
  byReference: Map<string, Transaction[]>
  byXactId: Map<string, Transaction>
  /** By their own `xact_id`, oldest first. */
  refunds: Map<string, Refund>
  /** By the `xact_id` of the sale, then by their own. */
  refundsBySale: Map<string, Map<string, Refund>>
  /** By `card_owner_id`. */
  owners: Map<string, CardOwner>
  ownersByUser: Map<string, CardOwner>
  /** By `card_hash`, oldest first, deleted ones too. */
  storedCards: Map<string, StoredCard>
  /** Until when a deleted card is still listed, by `card_hash`. Kept only in memory. */
  listedUntilMs: Map<string, number>
  /** By `otp_session_id`. */
  sentOtps: Map<string, SentOtp>
  settings: Settings
  /** By `form_id`, oldest first. */
  applications: Map<number, Application>
  /** A form_id is never given twice, not even after a reset. */
  lastFormId: number
  applicationSettings: ApplicationSettings
  /** The end of the last charge of each session, if charges wait for each other. */
  charging: Map<string, Promise<unknown>>
  calls: CallLog
  faults: ArmedFaults
}

type StateOptions = { now: () => Date; secretKey: string; ledgerFile: string | null; cardOtp: boolean; merchantName: string }

export function createState({ now, secretKey, ledgerFile, cardOtp, merchantName }: StateOptions): State {
  const waiting = new Map<NodeJS.Timeout, () => void>()
  let [stopped, isReleased] = [false, false]
  const state: State = {
    now,
    secretKey,
    merchantName,
    wait: (ms) =>
      new Promise((resolve) => {
        if (stopped) return
        if (isReleased) return resolve()
        const timer = setTimeout(() => {
          waiting.delete(timer)
          resolve()
        }, ms)
        waiting.set(timer, resolve)
      }),
    release: () => {
      isReleased = true
      for (const [timer, resolve] of waiting) {
        clearTimeout(timer)
        resolve()
      }
      waiting.clear()
    },
    hold: () => {
      isReleased = false
    },
    stop: () => {
      stopped = true
      for (const timer of waiting.keys()) clearTimeout(timer)
      waiting.clear()
    },
    write: (record) => {
      if (ledgerFile) appendToLedgerFile(ledgerFile, record)
      remember(state, record)
    },
    sessions: new Map(),
    transactions: [],
    bySession: new Map(),
    byReference: new Map(),
    byXactId: new Map(),
    refunds: new Map(),
    refundsBySale: new Map(),
    owners: new Map(),
    ownersByUser: new Map(),
    storedCards: new Map(),
    listedUntilMs: new Map(),
    sentOtps: new Map(),
    settings: usualSettings(cardOtp),
    applications: new Map(),
    lastFormId: 4566,
    applicationSettings: { moves: false },
    charging: new Map(),
    calls: createCallLog(),
    faults: createArmedFaults(),
  }
  if (ledgerFile) {
    prepareLedgerFile(ledgerFile)
    for (const record of readLedgerFile(ledgerFile)) remember(state, record)
  }
  return state
}

/** Forgets sessions, calls, stored cards, applications, refunds and ledger; armed faults and settings stay. */
export function resetState(state: State): void {
  state.write({ kind: 'reset', at: state.now().toISOString() })
  state.calls.calls.length = 0
}

function remember(state: State, record: LedgerRecord): void {
  switch (record.kind) {
    case 'session':
      state.sessions.set(record.session_id, { ...record, threeDs: null, wrongCodes: 0, openedAtMs: null })
      return
    case 'three-ds': {
      const session = state.sessions.get(record.session_id)
      if (session) session.threeDs = record
      return
    }
    case 'transaction':
      state.transactions.push(record)
      addTo(state.bySession, record.session_id, record)
      addTo(state.byReference, record.reference_no, record)
      state.byXactId.set(record.xact_id, record)
      return
    case 'refund':
      state.refunds.set(record.xact_id, record)
      state.refundsBySale.set(record.sale_xact_id, (state.refundsBySale.get(record.sale_xact_id) ?? new Map()).set(record.xact_id, record))
      return
    case 'card-owner':
      state.owners.set(record.card_owner_id, record)
      state.ownersByUser.set(record.user_unique_id, record)
      return
    case 'stored-card':
      state.storedCards.set(record.card_hash, record)
      return
    case 'application':
      state.applications.set(record.form_id, record)
      state.lastFormId = Math.max(state.lastFormId, record.form_id)
      return
    case 'reset':
      state.transactions.length = 0
      for (const index of [state.sessions, state.bySession, state.byReference, state.byXactId]) index.clear()
      for (const index of [state.refunds, state.refundsBySale]) index.clear()
      for (const index of [state.owners, state.ownersByUser, state.storedCards, state.listedUntilMs, state.sentOtps]) index.clear()
      state.applications.clear()
  }
}

function addTo(index: Map<string, Transaction[]>, key: string, transaction: Transaction): void {
  const known = index.get(key)
  if (known) known.push(transaction)
  else index.set(key, [transaction])
}

/** The plain number of the next transaction, be it a sale or a refund. */
export function nextId(state: State): number {
  return 7_438_118 + state.transactions.length + state.refunds.size
}
