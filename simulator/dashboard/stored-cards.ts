import { html } from 'hono/html'
import type { State } from '@/simulator/books/state'
import type { Html } from '@/simulator/format/html-text'
import { maskStored } from '@/simulator/format/masks'
import { countNote, renderTable, shownRows } from './table'

/** The cards that Paynet stores, and whether adding one requires a code. */
export function renderStoredCards({ storedCards, settings }: State): Html {
  const cards = [...storedCards.values()]
  const rows = cards.slice(-shownRows).reverse()
  return html`<section id="stored"><h2>Stored cards</h2>
    <p>The cards that Paynet keeps for shoppers, newest first. A deleted one is only marked.</p>
    ${renderTable(
      'Stored cards',
      ['Card', 'Owner', 'Description', 'Brand', 'Expires', 'State'],
      rows.map(
        (card) => html`<tr>
      <td><code>${maskStored(card.card_masked)}</code></td><td><code>${card.card_owner_id.slice(0, 8)}</code></td>
      <td class="text">${card.card_desc}</td><td>${card.card_brand_name}</td>
      <td class="number">${String(card.expire_month).padStart(2, '0')}/${card.expire_year}</td>
      <td class="${card.deleted ? 'bad' : 'good'}">${card.deleted ? 'Deleted' : 'Stored'}</td></tr>`,
      ),
      'No card is stored.',
    )}
    ${countNote(rows.length, cards.length)}
    <form method="post" action="/control/settings">
      <input type="hidden" name="otp_required" value="${String(!settings.otp_required)}">
      <p>Saving a card ${settings.otp_required ? 'takes a code from the phone' : 'takes no code from a phone'}.</p>
      <button type="submit">${settings.otp_required ? 'Ask for no code' : 'Ask for a code'}</button>
    </form>
    <form method="post" action="/control/settings">
      <input type="hidden" name="gsm_required" value="${String(!settings.gsm_required)}">
      <p>A payment that saves its card ${settings.gsm_required ? 'must name a phone' : 'need not name a phone'}.</p>
      <button type="submit">${settings.gsm_required ? 'Need no phone' : 'Ask for a phone'}</button>
    </form>
  </section>`
}
