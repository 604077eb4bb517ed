import { html } from 'hono/html'
import type { State } from '@/simulator/books/state'
import { faultNames, faultPlaces, faults } from '@/simulator/faults/catalogue'
import type { Html } from '@/simulator/format/html-text'
import { formatLira } from '@/simulator/format/money'
import { renderTable } from './table'

export function renderFaults(state: State): Html {
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
    ${[...state.faults.risen].map(([price, risen]) => html`<p>Each plan of ${formatLira(price)} costs ${formatLira(risen)} more.</p>`)}
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

/** Text between backticks becomes code. */
function markCode(sentence: string): Html {
  return html`${sentence.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part))}`
}
