import { html } from 'hono/html'
import type { Transaction } from '@/simulator/books/records'
import { formatTableDate } from '@/simulator/format/dates'
import type { Html } from '@/simulator/format/html-text'
import { formatLira } from '@/simulator/format/money'
import { countNote, renderTable, shownRows } from './table'

export function renderLedger(transactions: Transaction[]): Html {
  const rows = transactions.slice(-shownRows).reverse()
  return html`<section id="ledger"><h2>Ledger</h2>
    <p>Every transaction that reached a bank, newest first. Two approved lines with one reference mean that a shopper paid twice.</p>
    ${renderTable(
      'Ledger',
      ['Time (Istanbul)', 'Reference', 'Amount', 'Card', 'Outcome', 'Authorization'],
      rows.map(
        (row) => html`<tr>
      <td>${formatTableDate(new Date(row.at))}</td><td><code>${row.reference_no}</code></td>
      <td class="number">${formatLira(row.amount_kurus)}</td><td><code>${row.card_masked}</code></td>
      <td class="${row.is_succeed ? 'good' : 'bad'}">${row.is_succeed ? 'Approved' : `Declined ${row.bank_error_id}: ${row.bank_error_message}`}</td>
      <td><code>${row.authorization_code || '–'}</code></td></tr>`,
      ),
      'No payment has been charged or declined yet.',
    )}
    ${countNote(rows.length, transactions.length)}
    <form method="post" action="/control/reset"><button type="submit">Clear ledger, sessions, calls, stored cards and applications</button></form>
  </section>`
}
