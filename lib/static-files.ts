/** Where the build puts every file that is served as it is, encoded in each way that pays; `next build` clears it. */
export const STATIC_FILES = '.next/files'
/** The list of them, by their address: a `Record<string, StaticFile>` as JSON. */
export const STATIC_FILES_INDEX = 'index.json'

export type StaticFile = {
  /** Content-Type. */
  type: string
  /** Whether another content would have another address. */
  isImmutable: boolean
  /** Smallest first. The digest is of the encoded bytes; it names the file that holds them, and is their ETag. */
  encodings: Array<{ name: 'br' | 'gzip' | 'identity'; digest: string }>
}
