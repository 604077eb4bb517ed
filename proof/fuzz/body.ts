import fc from 'fast-check'

export type Field = [name: string, value: string]

export const ENCODINGS = ['urlencoded', 'multipart', 'json', 'text', 'none', 'no-boundary', 'other-boundary', 'nonsense'] as const
export type Encoding = (typeof ENCODINGS)[number]

/** Encodings that a server may read fields from. */
export const isReadable = (encoding: Encoding) => ['urlencoded', 'multipart', 'none'].includes(encoding)
export const unreadable = fc.constantFrom(...ENCODINGS.filter((encoding) => !isReadable(encoding)))
export const anyEncoding = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Encoding[]>('urlencoded', 'multipart') },
  fc.constantFrom(...ENCODINGS),
)

const BOUNDARY = '----boundaryOfTheFuzzer'

export function encodeFields(fields: Field[], encoding: Encoding): { type: string | null; bytes: Buffer } {
  switch (encoding) {
    case 'urlencoded':
      return { type: 'application/x-www-form-urlencoded', bytes: Buffer.from(new URLSearchParams(fields).toString()) }
    case 'multipart':
      return { type: `multipart/form-data; boundary=${BOUNDARY}`, bytes: multipart(fields) }
    case 'json':
      return { type: 'application/json', bytes: Buffer.from(JSON.stringify(Object.fromEntries(fields))) }
    case 'text':
      return { type: 'text/plain;charset=UTF-8', bytes: Buffer.from(new URLSearchParams(fields).toString()) }
    case 'none':
      return { type: null, bytes: Buffer.from(new URLSearchParams(fields).toString()) }
    case 'no-boundary':
      return { type: 'multipart/form-data', bytes: multipart(fields) }
    case 'other-boundary':
      return { type: 'multipart/form-data; boundary=other', bytes: multipart(fields) }
    case 'nonsense':
      return { type: '\\;;=', bytes: multipart(fields) }
  }
}

export function multipart(fields: Field[]): Buffer {
  const quoted = (name: string) => name.replaceAll('"', '%22').replace(/\r|\n/g, '%0A')
  const parts = fields.map(([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`)
  return Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`)
}
