import { html, raw } from 'hono/html'
import { startCss } from '@/simulator/dashboard/css'
import { countNote, renderTable, shownRows } from '@/simulator/dashboard/table'
import type { Html } from '@/simulator/format/html-text'
import type { MailFault, MailSink } from '@/simulator/mail-sink'
import type { ReadMail } from './read-mail'

const FAULTS: Record<MailFault, string> = {
  slow: 'is silent for a while before it greets',
  closed: 'answers 421 instead of a greeting',
  'sender-refused': 'refuses the sender (553)',
  busy: 'has no time for the recipient (451)',
  'no-such-host': 'does not find the recipient’s host (450 4.1.2)',
  'no-such-user': 'does not know the recipient (550 5.1.1)',
  'no-relay': 'does not relay (550 5.7.1)',
  'cut-before-data': 'hangs up before the message',
  'cut-at-data': 'hangs up when the message is announced',
  'cut-in-data': 'hangs up within the message',
  'cut-after-data': 'takes the message and hangs up without a word',
  'no-answer': 'takes the message and never answers',
  'busy-with-message': 'reads the message and has no time for it (451)',
  'message-refused': 'reads the message and refuses it (554)',
}

const css = `${startCss}
.mail dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; margin: 0 } dt { color: var(--soft) } dd { margin: 0; overflow-wrap: anywhere }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 0; font: .875rem/1.5 ui-monospace, SFMono-Regular, Menlo, monospace }
iframe { display: block; width: 100%; height: 46rem; margin-top: .5rem; border: 1px solid var(--line); border-radius: .375rem; background: #fff }
`

function renderPage(title: string, body: Html): Html {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>${title}</title>
  <link rel="icon" href="data:,">
  <style>${raw(css)}</style>
</head>
<body>${body}</body>
</html>`
}

/** What was sent, newest first; each under its number. */
export function renderMailbox(mails: ReadMail[], { faults, url }: Pick<MailSink, 'faults' | 'url'>): Html {
  const rows = mails
    .map((mail, index) => ({ mail, path: `/mails/${index + 1}` }))
    .slice(-shownRows)
    .reverse()
  return renderPage(
    'Mailbox',
    html`<header>
    <h1>Mailbox</h1>
    <p>Plays a mail server for a checkout under test (<code>${url}</code>, without TLS): every mail is taken, and none goes further.
      Reload the page to see more. The same as <a href="/mails">JSON</a>.</p>
  </header>
  <main>
    <section><h2>Mails</h2>
    ${renderTable(
      'Mails',
      ['Subject', 'To', 'Date'],
      rows.map(
        ({ mail, path }) => html`<tr>
      <td class="text"><a href="${path}">${mail.subject || '(no subject)'}</a></td><td>${mail.to}</td><td>${mail.date}</td></tr>`,
      ),
      'No mail has come in yet.',
    )}
    ${countNote(rows.length, mails.length)}
    <form method="post" action="/clear"><button type="submit">Empty the mailbox</button></form>
    </section>
    <section><h2>Faults</h2>
    <p>What the server does to the next mail that gets so far, once.</p>
    <form method="post" action="/faults" class="fields">
      <label class="wide">The server <select name="fault">${Object.entries(FAULTS).map(
        ([fault, does]) => html`<option value="${fault}">${does}</option>`,
      )}</select></label>
      <label>Milliseconds, if it is silent <input name="ms" type="number" min="0" max="600000" value="15000"></label>
      <button type="submit">Switch on</button>
    </form>
    ${
      faults.length === 0
        ? html`<p class="empty">No fault is on.</p>`
        : html`<p>On: ${faults.map(({ fault, ms }) => FAULTS[fault] + (fault === 'slow' ? `, ${ms} ms` : '')).join('; ')}.</p>`
    }
    </section>
  </main>`,
  )
}

/** The HTML stands in a frame of its own, where nothing runs and nothing is loaded. */
export function renderMail(mail: ReadMail, path: string): Html {
  return renderPage(
    mail.subject,
    html`<header>
    <nav><a href="/">All mails</a></nav>
    <h1>${mail.subject || '(no subject)'}</h1>
  </header>
  <main class="mail">
    <section><dl><dt>From</dt><dd>${mail.from}</dd><dt>To</dt><dd>${mail.to}</dd><dt>Date</dt><dd>${mail.date}</dd></dl></section>
    ${
      mail.html === null
        ? ''
        : html`<section><h2>HTML</h2>
    <iframe src="${path}/html" title="HTML of the mail" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe></section>`
    }
    <section><h2>Text</h2><pre>${mail.text}</pre></section>
  </main>`,
  )
}
