import { html } from 'hono/html'
import type { Html } from '@/simulator/format/html-text'

/** How many rows a table shows, newest first. */
export const shownRows = 100

export function renderTable(label: string, heads: string[], rows: Html[], emptyText: string): Html {
  if (rows.length === 0) return html`<p class="empty">${emptyText}</p>`
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`
}

export function countNote(shown: number, all: number): Html {
  return shown < all ? html`<p class="empty">The newest ${shown} of ${all}.</p>` : html``
}
