import type { Variables } from './app'
import { healthy } from './app'
import { ROOT, startChild } from './child'
import { freePort } from './ports'

export type Mailbox = {
  url: string
  /** For the app that is to send here. */
  variables: Variables
  /** What was sent, oldest first. */
  mails: () => Promise<Array<{ to: string; subject: string; text: string; html: string | null }>>
  close: () => Promise<void>
}

/** A mail server on loopback that delivers nothing, with a page that shows what was sent. */
export async function startMailbox(): Promise<Mailbox> {
  const [smtpPort, port] = [await freePort(), await freePort()]
  const url = `http://127.0.0.1:${port}`
  const child = startChild(process.execPath, [`${ROOT}dist/mailbox.js`], {
    env: { SMTP_PORT: String(smtpPort), MAILBOX_PORT: String(port) },
  })
  await healthy(child, url)
  return {
    url,
    variables: { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: 'Örnek Mağaza <odeme@example.com>' },
    mails: async () => (await (await fetch(`${url}/mails`)).json()) as Awaited<ReturnType<Mailbox['mails']>>,
    async close() {
      child.signal('SIGTERM')
      await child.exited
    },
  }
}
