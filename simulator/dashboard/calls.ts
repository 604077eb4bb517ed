import { html } from 'hono/html'
import type { Call } from '@/simulator/books/calls'
import { formatTableDate } from '@/simulator/format/dates'
import type { Html } from '@/simulator/format/html-text'
import { countNote, renderTable, shownRows } from './table'

export function renderCalls(calls: Call[]): Html {
  const rows = calls.slice(-shownRows).reverse()
  return html`<section id="calls"><h2>Calls</h2>
    <p>Every call to Paynet and every way back from the bank page, newest first.</p>
    ${renderTable(
      'Calls',
      ['#', 'Time (Istanbul)', 'Service', 'Reference', 'HTTP', 'Code', 'Fault', 'Took', 'Remark'],
      rows.map(
        (call) => html`<tr>
      <td class="number">${call.sequence}</td><td>${formatTableDate(new Date(call.at))}</td><td>${call.service}</td>
      <td><code>${call.reference_no ?? ''}</code></td>
      <td class="number">${call.http_status ?? (call.duration_ms === null ? 'open' : 'none')}</td>
      <td class="number">${call.code ?? ''}</td><td>${call.fault ?? ''}</td>
      <td class="number">${call.duration_ms === null ? '' : `${call.duration_ms} ms`}</td>
      <td>${remarkOf(call)}</td></tr>`,
      ),
      'No call has come in yet.',
    )}
    ${countNote(rows.length, calls.length)}
  </section>`
}

function remarkOf(call: Call): string {
  const parts = [
    call.authorization === 'bad' ? 'wrong key' : '',
    call.overlapping ? 'overlapping' : '',
    call.unknown_fields.length > 0 ? `no such field: ${call.unknown_fields.join(', ')}` : '',
    call.remark ?? '',
  ]
  return parts.filter((part) => part !== '').join('; ')
}
