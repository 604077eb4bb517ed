import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js'
import { afterEach, expect, test, vi } from 'vitest'
import type { MailSettings } from '@/lib/env'
import { type MailFault, type MailSink, type MailSinkOptions, startMailSink } from '@/simulator/mail-sink'
import { type Letter, send } from './send'

let sinks: MailSink[] = []
let servers: Server[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  await Promise.all(sinks.map((sink) => sink.close()))
  for (const server of servers) server.close()
  sinks = []
  servers = []
})

async function givenSink(options: MailSinkOptions = {}): Promise<MailSink> {
  const sink = await startMailSink(options)
  sinks.push(sink)
  return sink
}

/** What a server says to each line that it hears, by its first word, and to the message: a reply, or whatever else it does. */
type Says = string | ((socket: Socket) => void)
type Script = Partial<Record<'greeting' | 'EHLO' | 'AUTH' | 'MAIL' | 'RCPT' | 'DATA' | 'message', Says>>

const POLITE = {
  greeting: '220 here',
  EHLO: '250 here',
  AUTH: '235 yes',
  MAIL: '250 yes',
  RCPT: '250 yes',
  DATA: '354 go on',
  message: '250 taken',
}

/** A server that says exactly what a test wants. */
async function givenServer(script: Script): Promise<{ host: string; port: number }> {
  const says: Required<Script> = { ...POLITE, ...script }
  const server = createServer((socket) => {
    let isMessage = false
    let unread = ''
    const answer = (say: Says) => (typeof say === 'string' ? socket.write(`${say}\r\n`) : say(socket))
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      const lines = (unread + chunk).split('\r\n')
      unread = lines.pop() ?? ''
      for (const line of lines) {
        const word = line.split(' ')[0] ?? ''
        if (isMessage && line !== '.') continue
        if (word === 'QUIT') socket.end()
        else if (isMessage) answer(says.message)
        else if (word in says) answer(says[word as keyof Script] ?? '')
        isMessage = word === 'DATA' && says.DATA === POLITE.DATA
      }
    })
    answer(says.greeting)
  }).listen(0, '127.0.0.1')
  servers.push(server)
  await new Promise((resolve) => server.once('listening', resolve))
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
}

const letter: Letter = {
  id: 'AAAAAAAAAAAAAAAAAAAAAA',
  host: 'odeme.example.com',
  to: 'ayse@example.com',
  at: new Date('2026-11-29T10:00:00Z'),
  subject: 'Ödemeniz alındı – Örnek Mağaza',
  text: 'Ödemeniz alındı\n',
  html: '<p>Ödemeniz alındı</p>',
}

const settingsFor = (sink: Pick<MailSink, 'host' | 'port'>, more: Partial<MailSettings> = {}): MailSettings => ({
  host: sink.host,
  port: sink.port,
  tls: 'none',
  auth: null,
  from: { name: 'Örnek Mağaza', address: 'odeme@example.com' },
  replyTo: null,
  ops: null,
  ...more,
})

test('arrives once, with the text first and its id in the Message-ID', async () => {
  const sink = await givenSink()
  expect(await send(letter, settingsFor(sink, { replyTo: { name: '', address: 'destek@example.com' } }))).toEqual({ kind: 'sent' })
  const [mail, ...more] = sink.mails
  if (!mail) throw new Error('nothing came')
  expect(more).toEqual([])
  expect(mail).toMatchObject({ from: 'odeme@example.com', to: ['ayse@example.com'] })
  expect(mail.raw).toMatch(/^Message-ID: <AAAAAAAAAAAAAAAAAAAAAA@odeme\.example\.com>\r$/m)
  expect(mail.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m)
  expect(mail.raw).toMatch(/^Reply-To: destek@example\.com\r$/m)
  expect(mail.raw).toMatch(/^To: ayse@example\.com\r$/m)
  expect(mail.raw).toMatch(/^Date: Sun, 29 Nov 2026 10:00:00 \+0000\r$/m)
  expect(mail.raw).toMatch(/^Content-Type: multipart\/alternative;/m)
  expect(mail.raw.indexOf('text/plain')).toBeLessThan(mail.raw.indexOf('text/html'))
})

test.each<[MailFault, object, taken: number]>([
  ['closed', { kind: 'not-sent', why: 'connection' }, 0],
  ['sender-refused', { kind: 'not-sent', why: 'refused' }, 0],
  ['busy', { kind: 'not-sent', why: 'deferred' }, 0],
  ['no-such-host', { kind: 'not-sent', why: 'address-deferred' }, 0],
  ['no-such-user', { kind: 'rejected', why: 'address' }, 0],
  ['no-relay', { kind: 'not-sent', why: 'refused' }, 0],
  ['cut-before-data', { kind: 'not-sent', why: 'connection' }, 0],
  ['cut-at-data', { kind: 'not-sent', why: 'connection' }, 0],
  ['busy-with-message', { kind: 'not-sent', why: 'deferred' }, 0],
  ['message-refused', { kind: 'rejected', why: 'content' }, 0],
  ['cut-in-data', { kind: 'lost' }, 0],
  ['cut-after-data', { kind: 'lost' }, 1],
])('a server that is "%s" makes it %j', async (fault, outcome, taken) => {
  const sink = await givenSink()
  sink.fault(fault)
  expect(await send(letter, settingsFor(sink))).toEqual(outcome)
  expect(sink.mails).toHaveLength(taken)
  // The next one finds it as usual.
  expect(await send(letter, settingsFor(sink))).toEqual({ kind: 'sent' })
})

test.each([
  '550 no such user',
  '550 mailbox unavailable',
  '551 user not local',
  '553 mailbox name not allowed',
  '550 5.1.1 no such user',
  '550-5.1.1 The account does not exist.\r\n550 5.1.1 Check it for errors.',
  '550 5.1.2 no such host',
  '553 5.1.3 bad address',
  '550 5.1.6 moved',
  '556 5.1.10 takes no mail',
  '550 5.2.1 mailbox disabled',
  '550 <relay-auth@example.com>: unknown',
  '550 Unknown recipient',
  '550 Recipient address is invalid',
  '550 This user does not exist',
  '550 sorry, no mailbox here by that name. (#5.1.1)',
])('a recipient refused with "%s" is the address', async (reply) => {
  const server = await givenServer({ RCPT: reply })
  expect(await send(letter, settingsFor(server))).toEqual({ kind: 'rejected', why: 'address' })
})

test.each([
  '550 relay not permitted',
  '550 Relaying denied',
  '550 authentication required',
  '550 daily limit reached',
  '550 blocked, see our policy',
  '550 mailbox full',
  '550 sender verify failed',
  '550 Mail rate exceeded',
  '550 Too many messages, slow down',
  '550 SMTP access disabled',
  '550 Your IP is blacklisted',
  '550 Delivery is not allowed to this address.',
  '550 must have TLS',
  '550 Greylisted, try later',
  '550 Unknown client host',
  "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
  '550',
  '550 5.4.5 Daily user sending limit exceeded',
  '550 5.1.8 bad outbound sender',
  '550 5.3.4 too large',
  '550 5.7.1 relaying denied',
  '503 5.5.1 bad sequence',
  '552 5.2.2 mailbox full',
  '552 mailbox full',
  '554 Access denied',
  '554 no',
  '530 login first',
  '521 takes no mail',
  '500 what',
])('a recipient refused with "%s" says nothing of the address, and is tried again', async (reply) => {
  const server = await givenServer({ RCPT: reply })
  expect(await send(letter, settingsFor(server))).toEqual({ kind: 'not-sent', why: 'refused' })
})

test.each([
  ['450 4.1.2 Domain not found', 'address-deferred'],
  ['451 4.1.1 user lookup failed', 'address-deferred'],
  ['450 4.1.8 sender domain not found', 'deferred'],
  ['450 4.2.0 greylisted', 'deferred'],
  ['451 try again later', 'deferred'],
])('a recipient put off with "%s" is "%s"', async (reply, why) => {
  const server = await givenServer({ RCPT: reply })
  expect(await send(letter, settingsFor(server))).toEqual({ kind: 'not-sent', why })
})

test.each<[string, object]>([
  ['554 5.6.0 not that', { kind: 'rejected', why: 'content' }],
  ['554 no', { kind: 'rejected', why: 'content' }],
  ['550 5.7.1 sender not authorised', { kind: 'not-sent', why: 'refused' }],
  ['550 5.7.26 no DKIM', { kind: 'not-sent', why: 'refused' }],
  ['550 5.4.5 sending limit exceeded', { kind: 'not-sent', why: 'refused' }],
  ['554 5.3.0 system trouble', { kind: 'not-sent', why: 'refused' }],
  ['552 5.2.2 mailbox full', { kind: 'not-sent', why: 'refused' }],
])('a message refused with "%s" is %j', async (reply, outcome) => {
  const server = await givenServer({ message: reply })
  expect(await send(letter, settingsFor(server))).toEqual(outcome)
})

test('a server that never greets has not had it when the time is over', async () => {
  const sink = await givenSink()
  sink.fault('slow', 60_000)
  expect(await send(letter, settingsFor(sink), { deadlineMs: 300 })).toEqual({ kind: 'not-sent', why: 'timeout' })
  expect(sink.mails).toEqual([])
})

test('a server that takes it and says nothing may have it when the time is over', async () => {
  const sink = await givenSink()
  sink.fault('no-answer')
  expect(await send(letter, settingsFor(sink), { answerMs: 500 })).toEqual({ kind: 'lost' })
  expect(sink.mails).toHaveLength(1)
})

test('a server that looks at the message for longer than all before may take is waited for', async () => {
  const server = await givenServer({ message: (socket) => void setTimeout(() => socket.write('250 taken\r\n'), 2_500) })
  expect(await send(letter, settingsFor(server), { deadlineMs: 2_000 })).toEqual({ kind: 'sent' })
})

test("a connection that ended before it was used is not the shopper's fault", async () => {
  const server = await givenServer({})
  const ended = Object.assign(new Error('Cannot send message'), { command: 'API', code: 'ECONNECTION' })
  vi.spyOn(SMTPConnection.prototype, 'send').mockImplementation((_envelope, _message, done) =>
    done(ended, {} as SMTPConnection.SentMessageInfo),
  )
  expect(await send(letter, settingsFor(server))).toEqual({ kind: 'not-sent', why: 'connection' })
})

test('a slow server is waited for', async () => {
  const sink = await givenSink()
  sink.fault('slow', 400)
  expect(await send(letter, settingsFor(sink))).toEqual({ kind: 'sent' })
})

test('where nobody listens, or nobody is, nothing was sent', async () => {
  const sink = await givenSink()
  await sink.close()
  expect(await send(letter, settingsFor(sink))).toEqual({ kind: 'not-sent', why: 'connection' })
  const nowhere = { host: 'nowhere.invalid', port: 25 }
  expect(await send(letter, settingsFor(nowhere))).toEqual({ kind: 'not-sent', why: 'connection' })
})

test('what is no SMTP is told nothing', async () => {
  const heard: string[] = []
  const server = createServer((socket) => {
    socket.on('data', (chunk) => heard.push(chunk.toString()))
    socket.on('error', () => {})
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as { port: number }
  expect(await send(letter, settingsFor({ host: '127.0.0.1', port }))).toEqual({ kind: 'not-sent', why: 'connection' })
  server.close()
  expect(heard).toEqual([])
})

test.each<[keyof Script, string, object]>([
  ['greeting', '220', { kind: 'not-sent', why: 'connection' }],
  ['EHLO', '250', { kind: 'not-sent', why: 'connection' }],
  ['RCPT', '550', { kind: 'not-sent', why: 'connection' }],
  ['message', '250', { kind: 'lost' }],
])('a server whose answer has no end, at its %s, is hung up on after 8 KiB', async (place, code, outcome) => {
  const given = vi.spyOn(SMTPConnection.prototype as unknown as { _onData(chunk: Buffer): void }, '_onData')
  const flood = `${code}-x\r\n`.repeat(100)
  const pour = (socket: Socket) => {
    while (socket.write(flood));
    socket.once('drain', () => pour(socket))
  }
  const server = await givenServer({ [place]: pour })
  expect(await send(letter, settingsFor(server))).toEqual(outcome)
  const heard = given.mock.calls.reduce((sum, [chunk]) => sum + chunk.length, 0)
  expect(heard).toBeLessThanOrEqual(8192)
})

test('a login that is refused, or that the server does not offer, sends nothing', async () => {
  const auth = { user: 'shop', pass: 'secret word' }
  const sink = await givenSink(auth)
  expect(await send(letter, settingsFor(sink, { auth }))).toEqual({ kind: 'sent' })
  expect(sink.mails[0]?.user).toBe('shop')
  expect(await send(letter, settingsFor(sink, { auth: { ...auth, pass: 'wrong' } }))).toEqual({ kind: 'not-sent', why: 'login' })
  const open = await givenSink()
  expect(await send(letter, settingsFor(open, { auth }))).toEqual({ kind: 'not-sent', why: 'login' })
  expect(open.mails).toEqual([])
})

test('a server that takes logins only by tokens is told user and password as by any other, and it ends in time', async () => {
  const settings = { auth: { user: 'shop', pass: 'secret word' } }
  const server = await givenServer({ EHLO: '250-here\r\n250 AUTH XOAUTH2', AUTH: '504 not that' })
  expect(await send(letter, settingsFor(server, settings))).toEqual({ kind: 'not-sent', why: 'login' })
})

test('an answer at which nodemailer throws ends the try', async () => {
  const given = vi.spyOn(SMTPConnection.prototype as unknown as { _onData(chunk: Buffer): void }, '_onData')
  given.mockImplementation(() => {
    throw new TypeError('unexpected')
  })
  expect(await send(letter, settingsFor(await givenServer({})))).toEqual({ kind: 'not-sent', why: 'connection' })
})

test('an address or a subject brings no line of its own', async () => {
  const sink = await givenSink()
  const subject = 'Merhaba\r\nBcc: kurban@example.com\r\n\r\nmetin'
  expect(await send({ ...letter, subject }, settingsFor(sink))).toEqual({ kind: 'sent' })
  expect(sink.mails[0]?.raw).not.toMatch(/^Bcc:/im)
  expect(sink.mails[0]?.to).toEqual(['ayse@example.com'])
  const to = 'ayse@example.com>\r\nRCPT TO:<kurban@example.com'
  expect(await send({ ...letter, to }, settingsFor(sink))).toEqual({ kind: 'rejected', why: 'address' })
  expect(sink.mails).toHaveLength(1)
})

test('a line that is only a full stop does not end it', async () => {
  const sink = await givenSink()
  const text = 'bir\n.\nQUIT\niki\n'
  expect(await send({ ...letter, text }, settingsFor(sink))).toEqual({ kind: 'sent' })
  expect(sink.mails[0]?.raw).toContain('bir\r\n.\r\nQUIT\r\niki\r\n')
})

const openssl = hasOpenssl()

test.skipIf(!openssl)('is encrypted from the start, or before anything is said, and only to whom it is meant for', async () => {
  const { key, cert } = selfSigned()
  const ca = cert.toString()
  const implicit = await givenSink({ tls: 'from-the-start', key, cert, user: 'shop', pass: 'word' })
  const auth = { user: 'shop', pass: 'word' }
  const at = { host: 'localhost' }
  expect(await send(letter, settingsFor(implicit, { ...at, tls: 'from-the-start', auth }), { ca })).toEqual({ kind: 'sent' })
  expect(implicit.mails).toMatchObject([{ tls: true, user: 'shop' }])
  expect(await send(letter, settingsFor(implicit, { ...at, tls: 'from-the-start', auth }))).toEqual({ kind: 'not-sent', why: 'tls' })

  const starttls = await givenSink({ tls: 'starttls', key, cert })
  expect(await send(letter, settingsFor(starttls, { ...at, tls: 'required' }), { ca })).toEqual({ kind: 'sent' })
  expect(starttls.mails).toMatchObject([{ tls: true }])
  expect(await send(letter, settingsFor(starttls, { ...at, tls: 'required' }))).toEqual({ kind: 'not-sent', why: 'tls' })
  expect(await send(letter, settingsFor(starttls, { tls: 'required', host: '127.0.0.1' }), { ca })).toEqual({ kind: 'sent' })
})

test.skipIf(!openssl)('the faults are told apart under TLS, too', async () => {
  const { key, cert } = selfSigned()
  const sink = await givenSink({ tls: 'starttls', key, cert })
  const settings = settingsFor(sink, { host: 'localhost', tls: 'required' })
  const sendIt = () => send(letter, settings, { ca: cert.toString() })
  for (const [fault, outcome] of [
    ['cut-before-data', { kind: 'not-sent', why: 'connection' }],
    ['cut-in-data', { kind: 'lost' }],
    ['cut-after-data', { kind: 'lost' }],
    ['message-refused', { kind: 'rejected', why: 'content' }],
  ] as const) {
    sink.fault(fault)
    expect(await sendIt(), fault).toEqual(outcome)
  }
})

test('without STARTTLS, where it must be, nothing is sent', async () => {
  const sink = await givenSink()
  expect(await send(letter, settingsFor(sink, { tls: 'required' }))).toEqual({ kind: 'not-sent', why: 'tls' })
  expect(sink.mails).toEqual([])
})

function hasOpenssl(): boolean {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function selfSigned(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'self-signed-'))
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')] as const
  const about = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-days', '1']
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...curve, ...about, '-keyout', key, '-out', cert], { stdio: 'ignore' })
  const made = { key: readFileSync(key), cert: readFileSync(cert) }
  rmSync(folder, { recursive: true })
  return made
}
