import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import SMTPConnection from 'nodemailer/lib/smtp-connection/index.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readMail } from './read-mail'
import { startMailbox } from './server'

let mailbox: Awaited<ReturnType<typeof startMailbox>>

beforeEach(async () => {
  mailbox = await startMailbox({ smtpPort: 0, port: 0 })
})
afterEach(() => mailbox.close())

const written = {
  from: { name: 'Örnek Mağaza', address: 'odeme@example.com' },
  to: 'ayse@example.com',
  subject: 'İade talebiniz alındı, ödemeniz birkaç iş gününde kartınıza yansır – Örnek Mağaza (SIP-1001)',
  text: `Ödemeniz = 149,90 ₺\n${'uzun bir satır '.repeat(20)}\n`,
  html: '<!doctype html><html><head><script>alert(1)</script></head><body><a href="https://example.com">Ödemeniz alındı</a></body></html>',
}

const compile = (more: object = {}) => new MailComposer({ ...written, ...more }).compile().build()

async function send(more: object = {}): Promise<boolean> {
  const { hostname, port } = new URL(mailbox.smtpUrl)
  const connection = new SMTPConnection({ host: hostname, port: Number(port) })
  const raw = await compile(more)
  return new Promise((resolve) => {
    connection.on('error', () => resolve(false))
    connection.connect(() =>
      connection.send({ from: written.from.address, to: written.to }, raw, (error) => {
        connection.quit()
        resolve(!error)
      }),
    )
  })
}

const get = (path: string) => fetch(`${mailbox.url}${path}`)

test.each(['quoted-printable', 'base64'])('a mail is read as it was written, in %s', async (encoding) => {
  const mail = readMail((await compile({ textEncoding: encoding })).toString())
  expect({ ...mail, text: mail.text.replaceAll('\r\n', '\n').trim() }).toMatchObject({
    from: 'Örnek Mağaza <odeme@example.com>',
    to: written.to,
    subject: written.subject,
    text: written.text.trim(),
    html: written.html,
  })
})

test('a mail of text only has no HTML', async () => {
  const mail = readMail((await compile({ html: undefined })).toString())
  expect(mail).toMatchObject({ subject: written.subject, html: null })
  expect(mail.text).toContain('149,90 ₺')
})

test('the newest mail is listed first, each with its text and its HTML apart', async () => {
  expect(await (await get('/')).text()).toContain('No mail has come in yet.')
  await send({ subject: 'the first' })
  await send({ subject: '<b>the second</b>' })
  const list = await (await get('/')).text()
  expect(list.indexOf('&lt;b&gt;the second')).toBeLessThan(list.indexOf('the first'))
  expect(await (await get('/mails')).json()).toMatchObject([{ subject: 'the first' }, { subject: '<b>the second</b>' }])
  const page = await get('/mails/2')
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
  const text = await page.text()
  expect(text).toContain('Ödemeniz = 149,90 ₺')
  expect(text).toMatch(/<iframe src="\/mails\/2\/html"[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox">/)
  expect((await get('/mails/3')).status).toBe(404)
  expect((await get('/mails/3/html')).status).toBe(404)
})

test('nothing in a mail’s HTML runs, and nothing is loaded', async () => {
  await send()
  const answer = await get('/mails/1/html')
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*sandbox allow-popups allow-popups-to-escape-sandbox$/)
  expect(answer.headers.get('content-security-policy')).not.toMatch(/script/)
  expect(await answer.text()).toContain('Ödemeniz alındı')
})

test('a fault that is switched on meets the next mail, once', async () => {
  const form = new URLSearchParams({ fault: 'no-such-user', ms: '0' })
  const armed = await fetch(`${mailbox.url}/faults`, { method: 'POST', body: form, redirect: 'manual' })
  expect([armed.status, armed.headers.get('location')]).toEqual([303, '/'])
  expect(await (await get('/')).text()).toContain('On: does not know the recipient (550 5.1.1).')
  expect(await send()).toBe(false)
  expect(await send()).toBe(true)
  expect(await (await get('/')).text()).toContain('No fault is on.')
  const wrong = await fetch(`${mailbox.url}/faults`, { method: 'POST', body: new URLSearchParams({ fault: 'none-such' }) })
  expect(wrong.status).toBe(400)
})

test('an emptied mailbox is empty', async () => {
  await send()
  await fetch(`${mailbox.url}/clear`, { method: 'POST' })
  expect(await (await get('/mails')).json()).toEqual([])
})
