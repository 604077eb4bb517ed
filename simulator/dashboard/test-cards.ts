import { html } from 'hono/html'
import type { Html } from '@/simulator/format/html-text'
import { type Card, magicCards, publishedCards } from '@/simulator/protocol/test-cards'
import { renderTable } from './table'

/** The numbers to enter at the checkout. */
export function renderTestCards(): Html {
  return html`<section id="cards"><h2>Test cards</h2>
    <p>Any date in the future and any security code will do.</p>
    <h3>Cards that choose an outcome</h3>
    ${renderTable('Cards that choose an outcome', ['Number', '3D code', 'Outcome'], magicCards.map(renderCard), '')}
    <details><summary>Paynet's ${publishedCards.length} published test cards</summary>
    ${renderTable('Published test cards', ['Number', '3D code', 'Outcome'], publishedCards.map(renderCard), '')}
    </details>
    <p>Any other number of 12 to 19 digits is approved with the code <code>a</code>.</p>
  </section>`
}

function renderCard({ pan, password, note }: Card): Html {
  return html`<tr><td><code>${pan}</code></td><td>${password === null ? 'any' : html`<code>${password}</code>`}</td><td class="text">${note}</td></tr>`
}
