import { readdir, readFile } from 'node:fs/promises'
import type { BrowserContext } from 'playwright/test'
import { newAddress } from './addresses'
import type { Card } from './cards'
import { ROOT } from './child'
import type { Haystack } from './leak-search'
import type { Mailbox } from './mailbox'
import { rawRequest } from './raw-request'
import { createRawShopper } from './raw-shopper'
import type { Stack } from './stack'

export type Traffic = {
  /** Addresses of all requests, including those in Referer. */
  urls: () => Promise<Haystack>
  /** Bodies and headers of all responses, cookies, and the contents of the pages' stores. */
  all: () => Promise<Haystack[]>
}

/** Records everything that a browser receives, and every address that it requests. */
export function recordTraffic(context: BrowserContext, name: string): Traffic {
  const urls: string[] = []
  const parts: Haystack[] = []
  const pending: Array<Promise<void>> = []
  const add = (part: string, bytes: Buffer) => void parts.push({ name: `${part}, ${name}`, bytes })
  context.on('request', (request) => {
    urls.push(request.url(), request.headers().referer ?? '')
  })
  context.on('console', (message) => add('console', Buffer.from(message.text())))
  context.on('response', (response) => {
    const note = async () => {
      add(`headers of ${response.url()}`, Buffer.from(JSON.stringify(await response.headersArray())))
      // Searched as files, once instead of on every page.
      if (new URL(response.url()).pathname.startsWith('/_next/static/')) return
      // A redirect has no body, and neither has an answer that the browser left.
      const body = await response.body().catch(() => Buffer.alloc(0))
      add(`body of ${response.url()}`, body)
    }
    pending.push(note().catch(() => undefined))
  })
  return {
    urls: async () => ({ name: `addresses, ${name}`, bytes: Buffer.from(urls.join('\n')) }),
    async all() {
      await Promise.all(pending)
      add('cookies and stores', Buffer.from(JSON.stringify(await context.storageState())))
      return parts
    },
  }
}

/** The database as bytes, including what is not yet in its main file. */
export async function readDatabaseFiles({ folder }: Stack): Promise<Haystack[]> {
  return Promise.all(
    ['checkout.db', 'checkout.db-wal', 'checkout.db-shm'].map(async (name) => ({ name, bytes: await readFile(`${folder}/${name}`) })),
  )
}

/** The app's answers to card forms that no browser sends: from a foreign page, and broken off. */
export async function readRefusals(stack: Stack, card: Card): Promise<Haystack[]> {
  const { id } = await stack.orders.make()
  const raw = createRawShopper(stack, newAddress())
  const foreign = await raw.postForm(`/checkout/${id}`, await raw.fillForm(id, card), { Origin: 'https://evil.example' })
  const broken = await raw.request(`/checkout/${id}`, {
    method: 'POST',
    headers: { Origin: stack.app.url, 'Content-Type': 'multipart/form-data; boundary=x' },
    body: `--x\r\nContent-Disposition: form-data; name="number"\r\n\r\n${card.number}\r\nbroken cvc=${card.cvc}`,
  })
  return [foreign, broken].map(({ status, headers, body }) => ({
    name: `a refusal with ${status}`,
    bytes: Buffer.from(`${JSON.stringify(headers)}\n${body}`),
  }))
}

/** Everything else that the app and the simulator have written. */
export async function readLogs({ app, simulator }: Stack): Promise<Haystack[]> {
  return [
    { name: 'output of the app', bytes: Buffer.from(app.log()) },
    { name: 'output of the simulator', bytes: Buffer.from(simulator.log()) },
    { name: 'ledger of the simulator', bytes: await readFile(simulator.ledgerFile) },
  ]
}

/** What was sent by mail, as its readers have it. */
export async function readMails(mailbox: Mailbox): Promise<Haystack[]> {
  return (await mailbox.mails()).map((mail) => ({ name: `a mail to ${mail.to}`, bytes: Buffer.from(Object.values(mail).join('\n')) }))
}

/** What Prometheus reads. */
export async function readMetrics({ app }: Stack): Promise<Haystack> {
  const { body } = await rawRequest(`${app.url}/metrics`, { headers: { Authorization: `Bearer ${app.env.MERCHANT_API_KEY}` } })
  return { name: 'metrics', bytes: Buffer.from(body) }
}

/** What every visitor may download. */
export async function readStaticFiles(): Promise<Haystack[]> {
  const folder = `${ROOT}.next/static`
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
  return Promise.all(
    files.map(async (file) => ({ name: `${file.parentPath}/${file.name}`, bytes: await readFile(`${file.parentPath}/${file.name}`) })),
  )
}

/** Session and token of every 3D session, from Paynet's books. */
export async function readPairs({ simulator }: Stack): Promise<string[]> {
  const lines = (await readFile(simulator.ledgerFile, 'utf8')).trimEnd().split('\n')
  const records = lines.map((line) => JSON.parse(line) as { kind: string; session_id: string; token_id: string })
  return records.filter(({ kind }) => kind === 'session').flatMap(({ session_id, token_id }) => [session_id, token_id])
}
