/** Which files a dealer may send, judged by their first bytes. Pure, since the browser checks them too. */

/** As much as Paynet takes. */
export const MAX_DOCUMENT_BYTES = 5 * 1024 * 1024
/** As far as the first bytes are looked at. PDF readers find `%PDF` here, too, behind whatever a printer or a script left. */
export const HEAD_BYTES = 1024
export const DOCUMENT_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const
export type DocumentMediaType = (typeof DOCUMENT_TYPES)[number]

const IS: Record<DocumentMediaType, (head: string) => boolean> = {
  'application/pdf': (head) => head.includes('%PDF-'),
  'image/jpeg': (head) => head.startsWith('\xff\xd8\xff'),
  'image/png': (head) => head.startsWith('\x89PNG\r\n\x1a\n'),
}
/** Behind the length of their first box: the photos of iPhones, and of some Android phones. */
const HEIC = /^ftyp(?:hei[cxms]|hev[cxms]|mif1|msf1|avif|avis)/

/** By the bytes only: a file's name and type are mere claims. */
export function mediaTypeOf(bytes: Uint8Array): DocumentMediaType | null {
  const head = headOf(bytes)
  return DOCUMENT_TYPES.find((type) => IS[type](head)) ?? null
}

/** Why a file is not sent on. */
export type FileProblem = 'empty' | 'too-large' | 'not-a-document' | 'heic'

export function fileProblem(bytes: Uint8Array): FileProblem | null {
  if (bytes.length === 0) return 'empty'
  if (bytes.length > MAX_DOCUMENT_BYTES) return 'too-large'
  if (mediaTypeOf(bytes)) return null
  return HEIC.test(headOf(bytes).slice(4)) ? 'heic' : 'not-a-document'
}

/** One character for each byte. */
function headOf(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, HEAD_BYTES))
}
