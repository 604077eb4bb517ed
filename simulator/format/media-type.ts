/** Judged by the first bytes, whatever the sender calls the file; null if it is not a document. */
export function findMediaType(bytes: Buffer): string | null {
  // As PDF readers do, behind anything that fits into the first kilobyte.
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'application/pdf'
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg'
  return bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) ? 'image/png' : null
}
