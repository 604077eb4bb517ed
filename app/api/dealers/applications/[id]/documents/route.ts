import { now } from '@/lib/clock'
import type { Application } from '@/lib/dealers/application'
import { mayChangeDocument, removeDocument, sendDocument } from '@/lib/dealers/documents'
import { findOwnApplication, takesDocuments } from '@/lib/dealers/view'
import { env } from '@/lib/env'
import { isId } from '@/lib/ids'
import { log } from '@/lib/log'
import { countRefusal } from '@/lib/metrics/counters'
import { newPlaces } from '@/lib/places'
import type { DocumentOutcome } from '@/lib/shared/dealers/application-view'
import { messagesFor } from '@/lib/shared/messages'
import { localeOfRequest } from '@/lib/web/accept-language'
import { clientAddress } from '@/lib/web/client-address'
import { escapeHtml, htmlDocument, notFoundDocument, seeOther } from '@/lib/web/html-document'
import { currentLocale } from '@/lib/web/locale'
import { readUpload } from './read-upload'

type Context = { params: Promise<{ id: string }> }

/** A slow sender takes up only its own places. */
const ofApplication = newPlaces(1)
const ofAddress = newPlaces(4)
/** Each of these holds several copies of a file while it is passed on. */
const atPaynet = newPlaces(4)

/**
 * Takes a file for an application and passes it on to Paynet, since a server action takes at most 64 kB. Only
 * posts to pages are checked before they arrive, so this checks the origin itself. It reads the body only for
 * the owner.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params
  if (request.headers.get('origin') !== env().appUrl) {
    countRefusal('foreign-origin')
    return plain(403, 'This form can only be sent from its own page.')
  }
  try {
    const application = await findOwnApplication(id)
    if (!application) return notFoundDocument(localeOfRequest(request))
    if (!(await takesDocuments(application))) return seeOther(`/dealers/applications/${id}`)
    const taken = await ofApplication(id, () => take(request, application))
    const { outcome, doctypeId }: Taken = taken === 'busy' ? { outcome: taken, doctypeId: null } : taken
    return answer(request, id, outcome, doctypeId)
  } catch (error) {
    log.error('document.not-taken', { ...(isId(id) ? { applicationId: id } : {}), error })
    return answer(request, id, 'unknown', null)
  }
}

type Taken = { outcome: DocumentOutcome; doctypeId: string | null }

/** Counts the upload before reading a byte of it. */
async function take(request: Request, application: Application): Promise<Taken> {
  if (!(await mayChangeDocument(application, await now()))) return { outcome: 'too-often', doctypeId: null }
  const upload = await ofAddress(await clientAddress(), () => readUpload(request))
  if (typeof upload === 'string') return { outcome: upload, doctypeId: null }
  const { doctypeId, file, isRemoval } = upload
  const outcome = await atPaynet('all', () =>
    isRemoval ? removeDocument(application, doctypeId, now) : sendDocument(application, doctypeId, file, now),
  )
  return { outcome, doctypeId }
}

/** For a browser that opened the address: back to the page. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params
  return isId(id) ? seeOther(`/dealers/applications/${id}#documents`) : notFoundDocument(localeOfRequest(request))
}

const STATUSES: Partial<Record<DocumentOutcome, number>> = { 'too-large': 413, 'too-often': 429, busy: 503, 'broken-off': 400 }

/**
 * A script gets the outcome as a word; a plain form is redirected to the page with that word, or gets a small
 * page of its own if a limit was hit.
 */
async function answer(request: Request, id: string, outcome: DocumentOutcome, doctypeId: string | null): Promise<Response> {
  const status = STATUSES[outcome] ?? 200
  if (request.headers.get('accept')?.includes('application/json')) {
    return Response.json({ outcome }, { status, headers: { 'Cache-Control': 'no-store' } })
  }
  if (status === 200) {
    const query = new URLSearchParams({ document: outcome, ...(doctypeId === null ? {} : { of: doctypeId }) })
    return seeOther(`/dealers/applications/${id}?${query}#${doctypeId === null ? 'documents' : `document-${doctypeId}`}`)
  }
  const locale = await currentLocale()
  const { title, documents } = messagesFor(locale).applications
  const page = `/dealers/applications/${encodeURIComponent(id)}#documents`
  return htmlDocument({
    locale,
    status,
    title,
    body: `<h1>${escapeHtml(documents.done[outcome])}</h1><p><a class="button" href="${escapeHtml(page)}">${escapeHtml(documents.back)}</a></p>`,
  })
}

function plain(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { 'Cache-Control': 'no-store' } })
}
