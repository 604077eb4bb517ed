import 'server-only'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js'
import { SECOND } from '@/lib/duration'
import type { MailSettings } from '@/lib/env'
import { log } from '@/lib/log'

/** A mail as it is sent. `host`: by which name we greet, and the right half of its Message-ID; `id` is the left one. */
export type Letter = { id: string; host: string; to: string; at: Date; subject: string; text: string; html: string }

/**
 * What became of one try. `not-sent`: the server has not taken it, for certain, and may take it later; `address-deferred` if
 * it does not find the recipient's host. `rejected`: it never will, because of the `address` or the `content`. `lost`: the
 * server may have all of it, and did not say what it made of it.
 */
export type SendOutcome =
  | { kind: 'sent' | 'lost' }
  | { kind: 'not-sent'; why: 'connection' | 'timeout' | 'tls' | 'login' | 'deferred' | 'address-deferred' | 'refused' }
  | { kind: 'rejected'; why: 'address' | 'content' }

type Options = { connectMs?: number; deadlineMs?: number; answerMs?: number /** Whom to trust, in tests. */; ca?: string }

const CONNECT_MS = 10 * SECOND
/** One deadline for everything from the name's lookup until the message leaves. */
const DEADLINE_MS = 30 * SECOND
/** Whoever has the message may look at it for long; to hang up meanwhile would be a second copy. */
const ANSWER_MS = 120 * SECOND
export const LONGEST_TRY_MS = DEADLINE_MS + ANSWER_MS
/** What has been answered needs no more than a farewell. */
const FAREWELL_MS = 2 * SECOND
/** All that a server may say to one mail: a hundred lines. */
const MOST_HEARD_BYTES = 8192

/** What its types leave out. */
const parent = SMTPConnection.prototype as unknown as { _onData(chunk: Buffer): void }

/**
 * nodemailer reads an answer anew with each of its lines, so one without an end would hold up everything; and what it throws
 * at an answer that it did not expect would reach nobody.
 */
class Connection extends SMTPConnection {
  private heardBytes = 0

  _onData(chunk: Buffer): void {
    this.heardBytes += chunk.length
    if (this.heardBytes > MOST_HEARD_BYTES) return void this._socket.destroy()
    try {
      parent._onData.call(this, chunk)
    } catch (error) {
      log.error('mail.answer-unread', { error })
      this._socket.destroy()
    }
  }

  /** By user and password. nodemailer would take XOAUTH2 if nothing else is offered, which has neither. */
  get way(): string | undefined {
    const [first] = (this as unknown as { _supportedAuth: string[] })._supportedAuth
    return first === 'XOAUTH2' ? 'PLAIN' : first
  }
}

/**
 * Sends a mail, over a connection of its own; never repeats. Whether the server may have it turns on one moment: when it has
 * asked for the message (354) and the first byte of it leaves. The timers' clock cannot be set.
 */
export async function send(letter: Letter, settings: MailSettings, options: Options = {}): Promise<SendOutcome> {
  const message = await compile(letter, settings)
  const { connectMs = CONNECT_MS, deadlineMs = DEADLINE_MS, answerMs = ANSWER_MS, ca } = options
  const { host, port, tls, auth } = settings
  return new Promise((resolve) => {
    let hasBegun = false
    const body = new Readable({
      read() {
        hasBegun = true
        clearTimeout(whole)
        whole = setTimeout(unanswered, answerMs, 'timeout')
        this.push(message)
        this.push(null)
      },
    })
    const socket = connect({ host, port })
    const connection = new Connection({
      host,
      port,
      name: letter.host,
      connection: socket,
      secure: tls === 'from-the-start',
      requireTLS: tls === 'required',
      ignoreTLS: tls === 'none',
      greetingTimeout: deadlineMs,
      socketTimeout: deadlineMs + answerMs,
      ...(ca === undefined ? {} : { tls: { ca } }),
    })

    const end = (outcome: SendOutcome) => {
      clearTimeout(connecting)
      clearTimeout(whole)
      if (outcome.kind === 'sent') connection.quit()
      else socket.destroy()
      setTimeout(() => socket.destroy(), FAREWELL_MS).unref()
      resolve(outcome)
    }
    const unanswered = (why: 'connection' | 'timeout' | 'tls') => end(hasBegun ? { kind: 'lost' } : { kind: 'not-sent', why })
    const connecting = setTimeout(unanswered, connectMs, 'timeout')
    let whole = setTimeout(unanswered, deadlineMs, 'timeout')

    socket.on('error', () => socket.connecting && unanswered('connection'))
    // What it said before it closed is read first.
    socket.once('close', () => setTimeout(unanswered, SECOND, 'connection'))
    connection.on('error', (error: SMTPConnection.SMTPError) => {
      const isOfTls = error.code === 'ETLS' || ('upgrading' in connection && connection.upgrading === true)
      unanswered(isOfTls ? 'tls' : 'connection')
    })
    socket.once('connect', () => {
      clearTimeout(connecting)
      connection.connect(() => {
        const deliver = () =>
          connection.send({ from: settings.from.address, to: letter.to }, body, (error) => end(error ? answered(error) : { kind: 'sent' }))
        if (auth === null) return deliver()
        // Also where the server does not say that it knows of any login.
        const login = { credentials: auth, method: connection.way }
        connection.login(login, (error) => {
          if (!error) return deliver()
          end({ kind: 'not-sent', why: error.code === 'ECONNECTION' ? 'connection' : 'login' })
        })
      })
    })
  })
}

/** What an answer other than yes means. */
function answered({ command, code, responseCode = 0, response = '' }: SMTPConnection.SMTPError): SendOutcome {
  // nodemailer's own: an address that cannot be said, or a connection that has ended meanwhile.
  if (command === 'API') return code === 'EENVELOPE' ? { kind: 'rejected', why: 'address' } : { kind: 'not-sent', why: 'connection' }
  if (responseCode >= 400 && responseCode < 500) {
    return { kind: 'not-sent', why: command === 'RCPT TO' && OF_HOST_AWAY.test(enhanced(response)) ? 'address-deferred' : 'deferred' }
  }
  if (code === 'EMESSAGE' && command === 'DATA') {
    if (responseCode < 500) return { kind: 'lost' }
    return OF_SENDER_OR_SYSTEM.test(enhanced(response)) ? { kind: 'not-sent', why: 'refused' } : { kind: 'rejected', why: 'content' }
  }
  if (command === 'RCPT TO' && isOfAddress(responseCode, response)) return { kind: 'rejected', why: 'address' }
  return { kind: 'not-sent', why: 'refused' }
}

/** A policy, a quota, a full mailbox, or a mail system that is not well: it may be put right. */
const OF_SENDER_OR_SYSTEM = /^5\.(7\.\d+|3\.\d+|4\.5|2\.2)$/
/** No such mailbox, no such host, not an address, moved, no mail taken there, or a mailbox that was closed. */
const OF_ADDRESS = /^5\.(1\.([1236]|10)|2\.1)$/
/** The same of a host that may be found later: mostly a typing mistake. */
const OF_HOST_AWAY = /^4\.1\.[123]$/
/** The same in words. */
const SAYS_ADDRESS =
  /no such|unknown|unrouteable|not (found|local|known)|does(n't| not) exist|no (mailbox|user|account)|(mailbox|user|recipient|account|address)( name| is)* (unavailable|disabled|inactive|invalid|not allowed)|invalid (mailbox|user|recipient|address)/i
const SAYS_SENDER = /relay|auth|denied|limit|policy|block|list|full|quota|sender|spam|client|helo|host|\bip\b/i

/**
 * Whether a recipient is refused for good. Only what speaks of the address plainly does so: a receipt that is tried again in
 * vain costs less than one that a shopper never gets because of a relay that was misconfigured.
 */
function isOfAddress(status: number, response: string): boolean {
  const code = enhanced(response)
  if (code !== '') return OF_ADDRESS.test(code)
  const said = response.replace(/\S*@\S*/g, '')
  return [550, 551, 553].includes(status) && SAYS_ADDRESS.test(said) && !SAYS_SENDER.test(said)
}

/** The enhanced status code (RFC 3463) of a refusal, which qmail says at the end; empty without one. */
function enhanced(response: string): string {
  const [, first, last] = /^[45]\d\d[ -]([45]\.\d{1,3}\.\d{1,3})\b|\(#([45]\.\d{1,3}\.\d{1,3})\)/.exec(response) ?? []
  return first ?? last ?? ''
}

function compile({ id, host, to, at, subject, text, html }: Letter, { from, replyTo }: MailSettings): Promise<Buffer> {
  const composer = new MailComposer({
    from: from,
    to: { name: '', address: to },
    ...(replyTo === null ? {} : { replyTo: replyTo }),
    subject,
    text,
    html,
    date: at,
    messageId: `<${id}@${host}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}
