import { html } from 'hono/html'
import type { Refund, Transaction } from '@/simulator/books/records'
import { leftOf } from '@/simulator/books/refunds'
import { refundApprovals, refundCallbacks, refundLists, refundRowKinds } from '@/simulator/books/settings'
import type { State } from '@/simulator/books/state'
import { formatTableDate } from '@/simulator/format/dates'
import type { Html } from '@/simulator/format/html-text'
import { formatLira } from '@/simulator/format/money'
import { countNote, renderTable, shownRows } from './table'

/** What was given back, with the buttons of those who decide on it and of those who lie about it. */
export function renderRefunds(state: State): Html {
  const all = [...state.refunds.values()]
  const rows = all.slice(-shownRows).reverse()
  return html`<section id="refunds"><h2>Refunds</h2>
    <p>What the merchant asked for and what was made in the panel, newest first. A callback that is sent from here need not be true.</p>
    ${renderTable(
      'Refunds',
      ['Time (Istanbul)', 'Reference', 'Amount', 'Type', 'Made by', 'Status', 'Decide', 'Send a callback'],
      rows.map((refund) => renderRow(state, refund)),
      'Nothing was given back yet.',
    )}
    ${countNote(rows.length, all.length)}
    ${renderPanel(state)}
    ${renderSettings(state)}
  </section>`
}

function renderRow(state: State, refund: Refund): Html {
  return html`<tr>
    <td>${formatTableDate(new Date(refund.at))}</td><td><code>${refund.reference_no}</code></td>
    <td class="number">${formatLira(refund.amount_kurus)}</td><td>${refund.type} ${refund.type === 'R' ? 'cancel' : 'refund'}</td>
    <td>${refund.by === 'panel' ? 'panel' : 'merchant'}</td><td class="${tones[refund.status]}">${capitalise(refund.status)}</td>
    <td>${renderDecision(state, refund)}</td><td>${renderCallback(refund)}</td></tr>`
}

const tones = { waiting: '', approved: 'good', rejected: 'bad', withdrawn: 'bad' } as const

function renderDecision({ settings }: State, { status, xact_id, reference_no }: Refund): Html | string {
  const decisions = { waiting: ['approve', 'reject', 'withdraw'], approved: ['withdraw'], rejected: [], withdrawn: [] }[status]
  if (decisions.length === 0 || settings.refund_approval === 'never') return '–'
  return html`<form method="post" action="/control/refunds/decide" aria-label="Decide on ${reference_no}">
    <input type="hidden" name="xact_id" value="${xact_id}">
    ${decisions.map((decision) => html`<button type="submit" name="decision" value="${decision}">${capitalise(decision)}</button>`)}
  </form>`
}

function renderCallback({ succeed_url, xact_id, reference_no }: Refund): Html | string {
  if (succeed_url === '') return '–'
  return html`<form method="post" action="/control/refunds/callback" aria-label="Send a callback for ${reference_no}">
    <input type="hidden" name="xact_id" value="${xact_id}">
    <button type="submit" name="code" value="0">Code 0</button>
    <button type="submit" name="code" value="1">Code 1</button>
  </form>`
}

/** The merchant's staff, giving back without the shop's knowledge. */
function renderPanel(state: State): Html {
  const sales = state.transactions.filter((sale) => canBeGivenBack(state, sale)).slice(-shownRows)
  if (sales.length === 0) return html`<p class="empty">No sale has anything left to give back.</p>`
  return html`<h3>In Paynet's panel</h3>
    <form method="post" action="/control/refunds" class="fields">
      <label class="wide">Sale <select name="xact_id">${sales.reverse().map((sale) => renderSale(state, sale))}</select></label>
      <label>Kuruş, empty for all that is left <input name="amount_kurus" type="number" min="1" max="999999999"></label>
      <button type="submit">Give back</button>
    </form>`
}

function canBeGivenBack(state: State, sale: Transaction): boolean {
  return sale.is_succeed && sale.transaction_type === 1 && (state.settings.refund_unchecked || leftOf(state, sale) > 0)
}

function renderSale(state: State, sale: Transaction): Html {
  return html`<option value="${sale.xact_id}">${sale.reference_no}: ${formatLira(Math.max(0, leftOf(state, sale)))} left</option>`
}

const labels = {
  refund_approval: { auto: 'at once', manual: 'by hand', never: 'never' },
  refund_callback: { once: 'once', twice: 'twice', late: 'once, but late', none: 'not at all' },
  refund_rows: { full: 'all', 'no-type': 'no type', 'no-amount': 'no amount', 'sale-only': 'only that the sale is reversed' },
  refund_list: { approved: 'what was approved', all: 'all that was asked for' },
  refund_unchecked: { false: 'no more than is left', true: 'anything' },
} as const

/** What kind of Paynet this is. */
function renderSettings({ settings }: State): Html {
  return html`<h3>What kind of Paynet this is</h3>
    <form method="post" action="/control/settings" class="fields">
      ${renderChoice('Approves refunds', 'refund_approval', refundApprovals, labels.refund_approval, settings.refund_approval)}
      ${renderChoice('Takes', 'refund_unchecked', ['false', 'true'], labels.refund_unchecked, String(settings.refund_unchecked))}
      ${renderChoice('Calls the merchant back', 'refund_callback', refundCallbacks, labels.refund_callback, settings.refund_callback)}
      <label>Late by (ms) <input name="refund_callback_ms" type="number" min="0" max="600000" value="${settings.refund_callback_ms}"></label>
      ${renderChoice("Tells in a refund's row", 'refund_rows', refundRowKinds, labels.refund_rows, settings.refund_rows)}
      ${renderChoice('Lists as refunds', 'refund_list', refundLists, labels.refund_list, settings.refund_list)}
      <label>Dates new sales back (days) <input name="sale_days_ago" type="number" min="0" max="3650" value="${settings.sale_days_ago}"></label>
      <button type="submit">Save</button>
    </form>`
}

function renderChoice<Value extends string>(
  label: string,
  name: string,
  values: readonly Value[],
  texts: Record<Value, string>,
  chosen: string,
): Html {
  return html`<label>${label} <select name="${name}">
    ${values.map((value) => html`<option value="${value}"${value === chosen ? ' selected' : ''}>${texts[value]}</option>`)}</select></label>`
}

function capitalise(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
