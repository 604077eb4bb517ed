import { html } from 'hono/html'
import { shortenDigest } from '@/simulator/books/application-details'
import type { Application } from '@/simulator/books/application-record'
import { findMissingDocuments } from '@/simulator/books/applications'
import type { State } from '@/simulator/books/state'
import { formatTableDate } from '@/simulator/format/dates'
import type { Html } from '@/simulator/format/html-text'
import { nameStatus, statusNames } from '@/simulator/protocol/application-status'
import { listDocumentTypes } from '@/simulator/protocol/document-types'
import { countNote, renderTable, shownRows } from './table'

/** The dealers that applied, with forms that do what Paynet's staff would. */
export function renderApplications({ applications, applicationSettings }: State): Html {
  const all = [...applications.values()]
  const rows = all.slice(-shownRows).reverse()
  const { moves } = applicationSettings
  return html`<section id="applications"><h2>Applications</h2>
    <p>The dealers that applied, newest first. Numbers, names and addresses are masked before they are kept.</p>
    ${renderTable(
      'Applications',
      ['Form', 'Time (Istanbul)', 'Reference', 'Dealer', 'Type', 'Tax number', 'City', 'Wants', 'Documents', 'Status'],
      rows.map(renderRow),
      'No dealer has applied yet.',
    )}
    ${countNote(rows.length, all.length)}
    <form method="post" action="/control/applications/status" class="fields">
      <label>Form <input name="form_id" inputmode="numeric" maxlength="9" required></label>
      <label>Status <select name="status">
        ${Object.entries(statusNames).map(([status, name]) => html`<option value="${status}">${status} ${name}</option>`)}</select></label>
      <button type="submit">Set status</button>
    </form>
    <form method="post" action="/control/applications/settings">
      <input type="hidden" name="moves" value="${String(!moves)}">
      <p>An application ${moves ? 'moves on a step each time that its status is asked for' : 'stays as it is until its status is set'}.</p>
      <button type="submit">${moves ? 'Let them stay' : 'Let them move'}</button>
    </form>
  </section>`
}

function renderRow(application: Application): Html {
  const needed = listDocumentTypes(application.form_type).filter((type) => type.is_required).length
  return html`<tr>
    <td class="number">${application.form_id}</td><td>${formatTableDate(new Date(application.at))}</td>
    <td><code>${shortenDigest(application.tax_digest)}</code></td><td class="text">${application.company_name}</td>
    <td>${application.form_type === 2 ? 'Sole trader' : 'Company'}</td>
    <td><code>${application.vkn || application.tckn}</code></td><td class="number">${application.city}</td>
    <td>${listWishes(application)}</td><td class="number">${needed - findMissingDocuments(application).length} of ${needed}</td>
    <td class="${findTone(application.status)}">${application.status} ${nameStatus(application.status)}</td></tr>`
}

function listWishes({ is_web_sales, is_charged, is_agent_network }: Application): string {
  const wishes = [is_web_sales ? 'web sales' : '', is_charged ? 'collection' : '', is_agent_network ? 'dealer network' : '']
  return wishes.filter((wish) => wish !== '').join(', ') || '–'
}

function findTone(status: number): string {
  if (status === 3) return 'good'
  return status >= 4 ? 'bad' : ''
}
