import { html, raw } from 'hono/html'
import type { Call } from '@/simulator/books/calls'
import type { Transaction } from '@/simulator/books/records'
import type { State } from '@/simulator/books/state'
import { faultNames, faultPlaces, faults } from '@/simulator/faults/catalogue'
import { formatTableDate } from '@/simulator/format/dates'
import { formatLira } from '@/simulator/format/money'
import { renderApplications } from './applications'
import { startCss } from './css'
import { renderStoredCards } from './stored-cards'
import { countNote, type Html, renderTable, shownRows } from './table'
import { renderTestCards } from './test-cards'

/** What Paynet saw, for people; programs read the same under /control. */
export function renderStartPage(state: State): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Paynet simulator</title>
  <link rel="icon" href="data:,">
  <style>${raw(startCss)}</style>
</head>
<body>
  <header>
    <h1>Paynet simulator</h1>
    <p>Plays Paynet and the shopper's bank for a checkout under test. No money moves, no card is real, no dealer is signed up.
      This page shows what Paynet saw; reload it to see more. The API is described in
      <a href="/openapi.json">openapi.json</a>; the same data as JSON: <a href="/control/ledger">ledger</a>,
      <a href="/control/calls">calls</a>, <a href="/control/faults">faults</a>,
      <a href="/control/cards">stored cards</a>, <a href="/control/applications">applications</a>,
      <a href="/control/settings">settings</a>.</p>
    <nav><a href="#ledger">Ledger</a> <a href="#calls">Calls</a> <a href="#faults">Faults</a> <a href="#stored">Stored cards</a> <a href="#applications">Applications</a> <a href="#cards">Test cards</a></nav>
  </header>
  <main>
    ${renderLedger(state.transactions)}
    ${renderCalls(state.calls.calls)}
    ${renderFaults(state)}
    ${renderStoredCards(state)}
    ${renderApplications(state)}
    ${renderTestCards()}
  </main>
</body>
</html>`
}

function renderLedger(transactions: Transaction[]): Html {
  const rows = transactions.slice(-shownRows).reverse()
  return html`<section id="ledger"><h2>Ledger</h2>
    <p>Every transaction that reached a bank, newest first. Two approved lines with one reference: somebody paid twice.</p>
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

function renderCalls(calls: Call[]): Html {
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

function renderFaults(state: State): Html {
  return html`<section id="faults"><h2>Faults</h2>
    <p>Switch one on and the next fitting call meets it.</p>
    <form method="post" action="/control/faults" class="fields">
      <label>Fault <select name="fault">${faultNames.map((name) => html`<option>${name}</option>`)}</select></label>
      <label>Service <select name="service"><option value="">any that fits</option>
        ${faultPlaces.map((name) => html`<option>${name}</option>`)}</select></label>
      <label>Reference starts with <input name="reference_prefix" maxlength="50"></label>
      <label>Times <input name="times" type="number" min="1" value="1"></label>
      <label>Milliseconds <input name="ms" type="number" min="0" max="600000"></label>
      <label>Paynet acts first <select name="acts"><option value="">as listed</option><option value="true">yes</option><option value="false">no</option></select></label>
      <label>Bank error <input name="bank_error_id" maxlength="10" placeholder="51"></label>
      <label>Redirect to <input name="location" maxlength="500" placeholder="https://collector.example/v2/"></label>
      <label>Refused field <input name="field" maxlength="50" placeholder="iban"></label>
      <button type="submit">Switch on</button>
    </form>
    ${renderTable(
      'Faults that are on',
      ['Fault', 'Service', 'Reference', 'Left'],
      state.faults.armed.map(
        (armed) => html`<tr>
      <td>${armed.fault}</td><td>${armed.service ?? 'any that fits'}</td>
      <td><code>${armed.reference_prefix}</code></td><td class="number">${armed.left}</td></tr>`,
      ),
      'No fault is on.',
    )}
    <form method="post" action="/control/faults/clear"><button type="submit">Switch all off</button></form>
    <details><summary>All ${faultNames.length} faults</summary>
    ${renderTable(
      'All faults',
      ['Fault', 'Where', 'Acts', 'What happens'],
      faultNames.map(
        (name) => html`<tr>
      <td><code>${name}</code></td><td class="text">${faults[name].services.join(', ')}</td>
      <td>${faults[name].acts ? 'yes' : 'no'}</td><td class="text">${markCode(faults[name].sentence)}</td></tr>`,
      ),
      '',
    )}
    </details>
  </section>`
}

function remarkOf(call: Call): string {
  const parts = [call.authorization === 'bad' ? 'wrong key' : '', call.overlapping ? 'overlapping' : '', call.remark ?? '']
  return parts.filter((part) => part !== '').join('; ')
}

/** `ms` between backticks becomes code. */
function markCode(sentence: string): Html {
  return html`${sentence.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`
}
