import { setTimeout as sleep } from 'node:timers/promises'
import { healthy, type Variables } from './app'
import { ROOT, startChild } from './child'
import { freePort } from './ports'

/** A mail as its reader has it. */
export type ReadMail = { to: string; subject: string; text: string; html: string | null }

export type Mailbox = {
  /** Its page. */
  url: string
  /** For the app that is to send here. */
  variables: Variables
  /** What was sent, oldest first. */
  mails: () => Promise<ReadMail[]>
  /** The same of one address. */
  of: (address: string) => Promise<ReadMail[]>
  /** The same, once there are so many. */
  wait: (address: string, count?: number) => Promise<ReadMail[]>
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
  const mails = async () => (await (await fetch(`${url}/mails`)).json()) as ReadMail[]
  const of = async (address: string) => (await mails()).filter(({ to }) => to === address)
  return {
    url,
    variables: { SMTP_URL: `smtp://127.0.0.1:${smtpPort}`, MAIL_FROM: 'Örnek Mağaza <odeme@example.com>' },
    mails,
    of,
    async wait(address, count = 1) {
      for (;;) {
        const found = await of(address)
        if (found.length >= count) return found
        await sleep(50)
      }
    },
    async close() {
      child.signal('SIGTERM')
      await child.exited
    },
  }
}
