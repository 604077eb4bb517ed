/** What a mail says, taken out of its MIME. */
export type ReadMail = { from: string; to: string; subject: string; date: string; text: string; html: string | null }

/** Reads what programs write: one text, or a text and its HTML as alternatives of each other. */
export function readMail(raw: string): ReadMail {
  const headers = headersOf(raw)
  const parts = partsOf(raw)
  const ofType = (type: string) => parts.find((part) => typeOf(part).startsWith(type))
  const html = ofType('text/html')
  const text = ofType('text/plain')
  const header = (name: string) => decodeWords(headers.get(name) ?? '')
  return {
    from: header('from'),
    to: header('to'),
    subject: header('subject'),
    date: header('date'),
    text: text === undefined ? '' : decodeBody(text),
    html: html === undefined ? null : decodeBody(html),
  }
}

/** A mail, or a part of one, ends its headers with an empty line. */
function split(raw: string): [head: string, body: string] {
  const [, head = '', body = ''] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(raw) ?? []
  return [head, body]
}

function headersOf(raw: string): Map<string, string> {
  const lines = split(raw)[0]
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/)
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
}

function typeOf(raw: string): string {
  return headersOf(raw).get('content-type')?.toLowerCase() ?? 'text/plain'
}

/** The mail itself if it has no parts. */
function partsOf(raw: string): string[] {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(headersOf(raw).get('content-type') ?? '')?.[1]
  if (boundary === undefined) return [raw]
  return split(raw)[1]
    .split(`--${boundary}`)
    .slice(1, -1)
    .flatMap((part) => partsOf(part.replace(/^\r?\n/, '').replace(/\r?\n$/, '')))
}

function decodeBody(raw: string): string {
  const [, body] = split(raw)
  const encoding = headersOf(raw).get('content-transfer-encoding')?.toLowerCase()
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString()
  return encoding === 'quoted-printable' ? decodeQuoted(body.replace(/=\r?\n/g, '')) : body
}

/** `=?UTF-8?Q?…?=` and `=?UTF-8?B?…?=`; blanks between two of them belong to neither. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?utf-8\?([QB])\?([^?]*)\?=/gi, (_, encoding: string, word: string) =>
      encoding.toUpperCase() === 'B' ? Buffer.from(word, 'base64').toString() : decodeQuoted(word.replaceAll('_', ' ')),
    )
}

function decodeQuoted(text: string): string {
  return text.replace(/(?:=[0-9A-F]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString())
}
