import { html } from 'hono/html'
import type { Transaction } from '@/simulator/books/records'
import { refundsOf } from '@/simulator/books/refunds'
import type { State } from '@/simulator/books/state'
import { formatTableDate } from '@/simulator/format/dates'
import type { Html } from '@/simulator/format/html-text'
import { formatLira } from '@/simulator/format/money'
import { countNote, renderTable, shownRows } from './table'

export function renderLedger(state: State): Html {
  const { transactions, settings } = state
  const isNet = settings.fee_reading === 'net'
  const rows = transactions.slice(-shownRows).reverse()
  return html`<section id="ledger"><h2>Ledger</h2>
    <p>Every transaction that reached a bank, newest first. Two approved lines with one reference mean that a shopper paid twice.</p>
    ${renderTable(
      'Ledger',
      ['Time (Istanbul)', 'Reference', 'Price', 'Difference', 'Drawn', 'Instalments', 'Card', 'Outcome', 'Authorization', 'Said'],
      rows.map(
        (row) => html`<tr>
      <td>${formatTableDate(new Date(row.at))}</td><td><code>${row.reference_no}</code></td>
      <td class="number">${formatLira(row.amount_kurus - row.cost.end_user_kurus)}</td>
      <td class="number">${row.cost.end_user_kurus === 0 ? '–' : formatLira(row.cost.end_user_kurus)}</td>
      <td class="number">${formatLira(row.amount_kurus)}</td><td class="number">${Math.max(1, row.instalment)}</td><td><code>${row.card_masked}</code></td>
      <td class="text ${row.is_succeed ? 'good' : 'bad'}">${row.is_succeed ? approvalOf(state, row) : `Declined ${row.bank_error_id}: ${row.bank_error_message}`}</td>
      <td><code>${row.authorization_code || '–'}</code></td><td class="text">${listSaid(row)}</td></tr>`,
      ),
      'No payment has been charged or declined yet.',
    )}
    ${countNote(rows.length, transactions.length)}
    <form method="post" action="/control/settings">
      <input type="hidden" name="fee_reading" value="${isNet ? 'gross' : 'net'}">
      <p>Of what is charged from now on, <code>amount</code> tells ${
        isNet
          ? html`the price; a plan's difference stands beside it in <code>end_user_comission</code>`
          : "what was drawn, a plan's difference included"
      }.</p>
      <button type="submit">${isNet ? 'Tell what was drawn instead' : 'Tell the price instead'}</button>
    </form>
    <form method="post" action="/control/reset"><button type="submit">Clear ledger, refunds, sessions, calls, stored cards and applications</button></form>
  </section>`
}

function approvalOf(state: State, sale: Transaction): string {
  const backKurus = refundsOf(state, sale).reduce((sum, { status, amount_kurus }) => sum + (status === 'approved' ? amount_kurus : 0), 0)
  const approval = sale.transaction_type === 3 ? 'Reserved' : 'Approved'
  return backKurus === 0 ? approval : `${approval}; ${formatLira(backKurus)} given back`
}

/** What the merchant said of the payment, beyond the amount. */
function listSaid({ agent_id, said }: Transaction): string {
  const parts = [
    said.description,
    said.agent_reference_no,
    said.agent_customer_name,
    agent_id === '1001' ? '' : `dealer ${agent_id}`,
    said.ratio_code,
    said.company_amount_kurus === null ? '' : `the merchant's part ${formatLira(said.company_amount_kurus)}`,
    said.is_escrow ? 'escrow' : '',
  ]
  return parts.filter((part) => part !== '').join(' · ') || '–'
}
