/** Which files a dealer may send, judged by their first bytes. Pure, since the browser checks them too. */

/** As much as Paynet takes. */
export const MAX_DOCUMENT_BYTES = 5 * 1024 * 1024
export const MAX_PAGES = 20
export const DOCUMENT_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const
export type DocumentMediaType = (typeof DOCUMENT_TYPES)[number]

const SIGNATURES: Record<DocumentMediaType, number[]> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
}

/** By the bytes only: a file's name and type are mere claims. */
export function mediaTypeOf(bytes: Uint8Array): DocumentMediaType | null {
  return DOCUMENT_TYPES.find((type) => SIGNATURES[type].every((byte, at) => bytes[at] === byte)) ?? null
}

/** Why a file is not sent on. */
export type FileProblem = 'empty' | 'too-large' | 'not-a-document' | 'too-many-pages'

export function fileProblem(bytes: Uint8Array): FileProblem | null {
  if (bytes.length === 0) return 'empty'
  if (bytes.length > MAX_DOCUMENT_BYTES) return 'too-large'
  const type = mediaTypeOf(bytes)
  if (!type) return 'not-a-document'
  return type === 'application/pdf' && countPages(bytes) > MAX_PAGES ? 'too-many-pages' : null
}

/**
 * Counts the page objects that a PDF holds uncompressed. Newer files may compress them; those count as none and
 * pass. The size limit is what protects us; this only helps a dealer who picked the wrong file.
 */
export function countPages(bytes: Uint8Array): number {
  const text = new TextDecoder('latin1').decode(bytes)
  return text.match(/\/Type[\s\0]{0,8}\/Page(?![A-Za-z])/g)?.length ?? 0
}
