import { html } from 'hono/html'
import type { Html } from '@/simulator/format/html-text'
import { bankNames } from '@/simulator/protocol/banks'
import { countsOf } from '@/simulator/protocol/rates'
import { type Card, type CardType, kindOf, magicCards, publishedCards } from '@/simulator/protocol/test-cards'
import { renderTable } from './table'

const heads = ['Number', '3D code', 'Offers', 'Outcome']
const kinds: Record<CardType, string> = { cc: 'credit', bc: 'commercial', dc: 'debit' }

/** The numbers to enter at the checkout. */
export function renderTestCards(): Html {
  return html`<section id="cards"><h2>Test cards</h2>
    <p>Any date in the future and any security code will do.</p>
    <h3>Cards that choose an outcome</h3>
    ${renderTable('Cards that choose an outcome', heads, magicCards.map(renderCard), '')}
    <details><summary>Paynet's ${publishedCards.length} published test cards</summary>
    ${renderTable('Published test cards', heads, publishedCards.map(renderCard), '')}
    </details>
    <p>Any other number of 12 to 19 digits is approved with the code <code>a</code>. It offers what the cards above with the same
      first six digits do, else a single payment only.</p>
  </section>`
}

function renderCard({ pan, password, note }: Card): Html {
  return html`<tr><td><code>${pan}</code></td><td>${password === null ? 'any' : html`<code>${password}</code>`}</td>
    <td class="text">${describeOffer(pan)}</td><td class="text">${note}</td></tr>`
}

/** For instance "Axess · credit · 2, 3, 6, 9, 12 instalments". */
function describeOffer(pan: string): string {
  const kind = kindOf(pan)
  const counts = countsOf(kind)
  const offer = counts.length === 0 ? 'single payment only' : `${counts.join(', ')} instalments`
  return [bankNames[kind.bankId], kinds[kind.cardType], offer].join(' · ')
}
