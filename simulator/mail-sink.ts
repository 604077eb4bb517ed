import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'

/** What a mail server can do to a mail, by where it does it. Each is done once. */
export const MAIL_FAULTS = {
  /** No greeting for a while. */
  slow: 'greeting',
  /** 421 instead of a greeting. */
  closed: 'greeting',
  /** 553 to the sender. */
  'sender-refused': 'sender',
  /** 451, 450 4.1.2, 550 5.1.1, and 550 5.7.1 as a server says to strangers. */
  busy: 'recipient',
  'no-such-host': 'recipient',
  'no-such-user': 'recipient',
  'no-relay': 'recipient',
  'cut-before-data': 'recipient',
  /** The client has asked to send the message, and gets no word. */
  'cut-at-data': 'recipient',
  'cut-in-data': 'message',
  /** From here on the server has the mail, whatever it says. */
  'cut-after-data': 'message',
  'no-answer': 'message',
  /** 451 and 554: it has read the mail, and has not taken it. */
  'busy-with-message': 'message',
  'message-refused': 'message',
} as const
export type MailFault = keyof typeof MAIL_FAULTS

/** A mail that the server has taken. */
export type SunkMail = { from: string; to: string[]; raw: string; tls: boolean; user: string | null }

export type MailSinkOptions = {
  port?: number
  host?: string
  /** `none`: a server that offers no STARTTLS. */
  tls?: 'none' | 'starttls' | 'from-the-start'
  key?: Buffer
  cert?: Buffer
  /** Whom it lets in; anybody otherwise. */
  user?: string
  pass?: string
}

/** A mail server that delivers nothing: it keeps what it takes, and does what it is told to. */
export async function startMailSink(options: MailSinkOptions = {}) {
  const { port = 0, host = '127.0.0.1', tls = 'none', key, cert, user, pass } = options
  const mails: SunkMail[] = []
  const faults: Array<{ fault: MailFault; ms: number }> = []
  const take = (place: (typeof MAIL_FAULTS)[MailFault]) => {
    const at = faults.findIndex(({ fault }) => MAIL_FAULTS[fault] === place)
    return at < 0 ? null : (faults.splice(at, 1)[0] ?? null)
  }
  const socketOf = ({ id }: SMTPServerSession) => [...server.connections].find((connection) => connection.id === id)?._socket
  const cut = (session: SMTPServerSession) => void socketOf(session)?.destroy()
  const answer = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode })

  const server = new SMTPServer({
    secure: tls === 'from-the-start',
    ...(key && cert ? { key, cert } : {}),
    disabledCommands: [...(tls === 'none' ? ['STARTTLS'] : []), ...(user === undefined ? ['AUTH'] : [])],
    authOptional: user === undefined,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 1,
    hideENHANCEDSTATUSCODES: true,
    onAuth: (auth, _session, done) => {
      if (auth.username === user && auth.password === pass) done(null, { user: auth.username })
      else done(answer(535, '5.7.8 not known here'))
    },
    async onConnect(_session, done) {
      const fault = take('greeting')
      if (fault?.fault === 'closed') return done(answer(421, '4.3.2 closed'))
      if (fault) await sleep(fault.ms)
      done()
    },
    onMailFrom: (_address, _session, done) => (take('sender') ? done(answer(553, '5.7.1 not your address')) : done()),
    onRcptTo(_address, session, done) {
      switch (take('recipient')?.fault) {
        case 'busy':
          return done(answer(451, '4.3.0 later'))
        case 'no-such-host':
          return done(answer(450, '4.1.2 host not found'))
        case 'no-such-user':
          return done(answer(550, '5.1.1 no such user'))
        case 'no-relay':
          return done(answer(550, '5.7.1 relaying denied'))
        case 'cut-before-data':
          return cut(session)
        case 'cut-at-data':
          socketOf(session)?.prependOnceListener('data', () => cut(session))
          return done()
        default:
          return done()
      }
    },
    async onData(stream, session, done) {
      const fault = take('message')?.fault
      if (fault === 'cut-in-data') stream.once('data', () => cut(session))
      const raw = await readAll(stream).catch(() => null)
      // The connection has ended before the mail had.
      if (raw === null) return
      if (fault === 'busy-with-message') return done(answer(451, '4.3.0 later'))
      if (fault === 'message-refused') return done(answer(554, '5.6.0 not that'))
      const { mailFrom, rcptTo } = session.envelope
      mails.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map(({ address }) => address),
        raw,
        tls: session.secure,
        user: typeof session.user === 'string' ? session.user : null,
      })
      if (fault === 'cut-after-data') return cut(session)
      if (fault !== 'no-answer') done()
    },
  })
  // A client that goes away in the middle is none of our business.
  server.on('error', () => {})
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const bound = (server.server.address() as AddressInfo).port
  return {
    host,
    port: bound,
    url: `${tls === 'from-the-start' ? 'smtps' : 'smtp'}://${host}:${bound}`,
    /** What it has taken, oldest first, whether it has said so or not. */
    mails,
    /** What it is still to do. */
    faults: faults as ReadonlyArray<{ fault: MailFault; ms: number }>,
    /** Does this once; `ms`: for how long it is slow. */
    fault: (fault: MailFault, ms = 0) => void faults.push({ fault, ms }),
    clearFaults: () => void faults.splice(0),
    forget: () => {
      mails.length = 0
      faults.length = 0
    },
    close: () =>
      new Promise<void>((resolve) => {
        for (const connection of server.connections) connection._socket.destroy()
        server.close(() => resolve())
      }),
  }
}

export type MailSink = Awaited<ReturnType<typeof startMailSink>>

async function readAll(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}
