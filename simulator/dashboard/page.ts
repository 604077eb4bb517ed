import { html, raw } from 'hono/html'
import type { State } from '@/simulator/books/state'
import type { Html } from '@/simulator/format/html-text'
import { renderApplications } from './applications'
import { renderCalls } from './calls'
import { startCss } from './css'
import { renderFaults } from './faults'
import { renderLedger } from './ledger'
import { renderRefunds } from './refunds'
import { renderStoredCards } from './stored-cards'
import { renderTestCards } from './test-cards'

/** Shows people what Paynet saw; programs read the same under /control. */
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
      <a href="/control/refunds">refunds</a>, <a href="/control/calls">calls</a>, <a href="/control/faults">faults</a>,
      <a href="/control/cards">stored cards</a>, <a href="/control/applications">applications</a>,
      <a href="/control/settings">settings</a>.</p>
    <nav><a href="#ledger">Ledger</a> <a href="#refunds">Refunds</a> <a href="#calls">Calls</a> <a href="#faults">Faults</a> <a href="#stored">Stored cards</a> <a href="#applications">Applications</a> <a href="#cards">Test cards</a></nav>
  </header>
  <main>
    ${renderLedger(state)}
    ${renderRefunds(state)}
    ${renderCalls(state.calls.calls)}
    ${renderFaults(state)}
    ${renderStoredCards(state)}
    ${renderApplications(state)}
    ${renderTestCards()}
  </main>
</body>
</html>`
}
