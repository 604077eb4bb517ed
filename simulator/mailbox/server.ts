import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { MAIL_FAULTS, type MailFault, type MailSink, startMailSink } from '@/simulator/mail-sink'
import { readFields } from '@/simulator/protocol/request-body'
import { renderMail, renderMailbox } from './page'
import { readMail } from './read-mail'

/** Both are on this machine only. 0 picks a free port. */
export type MailboxOptions = { smtpPort: number; port: number }

/** A mail server that delivers nothing, and a page that shows what it has taken. */
export async function startMailbox({ smtpPort, port }: MailboxOptions): Promise<{ url: string; smtpUrl: string; close(): Promise<void> }> {
  const sink = await startMailSink({ port: smtpPort })
  const app = createPages(sink)
  const server = createServer(getRequestListener((request) => app.fetch(request), { overrideGlobalObjects: false }))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    smtpUrl: sink.url,
    async close() {
      await sink.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    },
  }
}

const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
/** Somebody else's HTML: it may look like something, and its links open beside it. */
const MAIL_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"

const armRequest = z.object({
  fault: z.enum(Object.keys(MAIL_FAULTS) as [MailFault, ...MailFault[]]),
  ms: z.coerce.number().int().min(0).max(600_000).default(0),
})

function createPages(sink: MailSink): Hono {
  const app = new Hono()
  app.use(async (context, next) => {
    await next()
    if (!context.res.headers.has('content-security-policy')) context.header('content-security-policy', PAGE_POLICY)
    context.header('x-content-type-options', 'nosniff')
    context.header('referrer-policy', 'no-referrer')
    context.header('cache-control', 'no-store')
  })
  const find = (context: Context) => {
    const mail = sink.mails[Number(context.req.param('number')) - 1]
    return mail === undefined ? null : readMail(mail.raw)
  }
  const reply = (context: Context, body: object) =>
    context.req.header('content-type')?.includes('x-www-form-urlencoded') ? context.redirect('/', 303) : context.json(body)

  app.get('/', (context) =>
    context.html(
      renderMailbox(
        sink.mails.map(({ raw }) => readMail(raw)),
        sink,
      ),
    ),
  )
  app.get('/mails', (context) => context.json(sink.mails.map(({ raw }) => readMail(raw))))
  app.get('/mails/:number', (context) => {
    const mail = find(context)
    return mail ? context.html(renderMail(mail, context.req.path)) : context.notFound()
  })
  app.get('/mails/:number/html', (context) => {
    const html = find(context)?.html ?? null
    if (html === null) return context.notFound()
    context.header('content-security-policy', MAIL_POLICY)
    return context.html(html.replace(/<head>/i, '<head><base target="_blank">'))
  })
  app.post('/faults', async (context) => {
    const { data, error } = armRequest.safeParse((await readFields(context.req.raw)) ?? {})
    if (error) return context.json({ errors: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) }, 400)
    sink.fault(data.fault, data.ms)
    return reply(context, { faults: sink.faults })
  })
  app.post('/clear', (context) => {
    sink.forget()
    return reply(context, { mails: [] })
  })
  return app
}
