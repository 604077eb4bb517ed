import type { DocumentOutcome } from '@/lib/shared/dealers/application-view'
import { MAX_DOCUMENT_BYTES } from '@/lib/shared/dealers/document-file'
import { readBody } from '@/lib/web/read-body'

/** The multipart boundaries and the few other fields. */
const BESIDES_BYTES = 64 * 1024
/** Enough for a five-megabyte photo over a slow phone connection. */
const WITHIN_MS = 110_000
/** Any line that can upload a photo in that time is faster than this. */
const LEAST = { bytesPerSecond: 10 * 1024, afterMs: 10_000 }

export type Upload = { doctypeId: string; isRemoval: boolean; file: Buffer }

/** The form's fields, or the outcome that says what is wrong with it. */
export async function readUpload(request: Request): Promise<Upload | DocumentOutcome> {
  const body = await readBody(request, MAX_DOCUMENT_BYTES + BESIDES_BYTES, WITHIN_MS, LEAST)
  if (typeof body === 'string') return body
  const form = await new Response(body, { headers: { 'Content-Type': request.headers.get('content-type') ?? '' } })
    .formData()
    .catch(() => null)
  const doctypeId = form?.get('doctype_id')
  if (!form || typeof doctypeId !== 'string' || !/^[A-Za-z0-9_-]{1,40}$/.test(doctypeId)) return 'broken-off'
  // One input is for files, the other for the camera: take whichever was used.
  const file = form.getAll('file').find((entry) => typeof entry !== 'string' && entry.size > 0)
  const bytes = typeof file === 'object' ? Buffer.from(await file.arrayBuffer()) : Buffer.alloc(0)
  return { doctypeId, isRemoval: form.get('intent') === 'remove', file: bytes }
}
