import { setTimeout as sleep } from 'node:timers/promises'
import { type SunkMail, startMailSink } from '@/simulator/mail-sink'
import type { Variables } from './app'

/** A mail as its reader has it. */
export type ReadMail = { to: string[]; subject: string; text: string; html: string }

export type Mailbox = {
  /** For the app that is to send here. */
  variables: Variables
  /** What came for an address, oldest first. */
  of: (address: string) => ReadMail[]
  /** The same, once there are so many. */
  wait: (address: string, count?: number) => Promise<ReadMail[]>
  close: () => Promise<void>
}

/** A mail server for the app, and all its mailboxes. */
export async function startMailbox(): Promise<Mailbox> {
  const sink = await startMailSink()
  const of = (address: string) => sink.mails.filter(({ to }) => to.includes(address)).map(read)
  return {
    variables: { SMTP_URL: sink.url, MAIL_FROM: 'odeme@example.com' },
    of,
    async wait(address, count = 1) {
      while (of(address).length < count) await sleep(50)
      return of(address)
    },
    close: sink.close,
  }
}

function read({ to, raw }: SunkMail): ReadMail {
  const parts = raw.split(/\r\n--[^\r\n]+\r\n/)
  const part = (type: string) => decoded(parts.find((each) => new RegExp(`^content-type: ${type}`, 'im').test(each)) ?? '')
  const [, subject = ''] = /^subject: (.*(?:\r\n[ \t].*)*)/im.exec(raw) ?? []
  return { to, subject: words(subject.replace(/\r\n\s+/g, ' ')), text: part('text/plain'), html: part('text/html') }
}

function decoded(part: string): string {
  const at = part.indexOf('\r\n\r\n')
  const body = part.slice(at + 4).replace(/\r\n--[^\r\n]+--\s*$/, '')
  const encoding = /^content-transfer-encoding: (\S+)/im.exec(part.slice(0, at))?.[1]?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  return encoding === 'quoted-printable' ? unquoted(body.replace(/=\r\n/g, '')) : body
}

/** The encoded words of a header. */
function words(header: string): string {
  return header
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
      kind.toLowerCase() === 'b' ? Buffer.from(text, 'base64').toString() : unquoted(text.replaceAll('_', ' ')),
    )
}

function unquoted(text: string): string {
  const bytes = text.replace(/=([0-9A-F]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
