import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileProblem, HEAD_BYTES, MAX_DOCUMENT_BYTES, mediaTypeOf } from './document-file'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const pdf = bytes('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj << /Type /Catalog >>')
const jpeg = bytes('\xff\xd8\xff\xe0\0\x10JFIF a photo')
const png = bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR a scan')

test('a file is what its first bytes say', () => {
  expect(mediaTypeOf(pdf)).toBe('application/pdf')
  expect(mediaTypeOf(jpeg)).toBe('image/jpeg')
  expect(mediaTypeOf(png)).toBe('image/png')
})

describe('a good file is sent on', () => {
  test.each([
    ['with blank lines before it', '\r\n\r\n%PDF-1.4'],
    ['with a byte order mark', '\xef\xbb\xbf%PDF-1.5'],
    ['from a printer', '\x1b%-12345X@PJL JOB\r\n@PJL ENTER LANGUAGE=PDF\r\n%PDF-1.3'],
    ['with the headers of a mail', 'Content-Type: application/pdf\r\nContent-Transfer-Encoding: binary\r\n\r\n%PDF-1.7'],
    ['with a warning of the script that made it', '<br />\n<b>Notice</b>: Undefined index in /srv/fatura.php on line 12<br />\n%PDF-1.4'],
    ['at the very end of where readers look', `${' '.repeat(HEAD_BYTES - 5)}%PDF-1.7`],
    ['of version 2', '%PDF-2.0'],
    ['saved seven times, of many pages', `%PDF-1.7\n${'<< /Type /Page >>\n'.repeat(140)}`],
  ])('a PDF %s', (_name, text) => expect([fileProblem(bytes(text)), mediaTypeOf(bytes(text))]).toEqual([null, 'application/pdf']))

  test.each([
    ['from a camera', '\xff\xd8\xff\xe1\x1f\xfeExif\0\0MM\0*'],
    ['that is progressive', '\xff\xd8\xff\xc2\0\x11'],
    ['from Photoshop', '\xff\xd8\xff\xee\0\x0eAdobe'],
    ['without a header of its own', '\xff\xd8\xff\xdb\0C'],
  ])('a JPEG %s', (_name, text) => expect([fileProblem(bytes(text)), mediaTypeOf(bytes(text))]).toEqual([null, 'image/jpeg']))
})

test.each([
  ['a program', 'MZ\x90\0'],
  ['a web page', '<!doctype html>'],
  ['an svg', '<svg xmlns="http://www.w3.org/2000/svg">'],
  ['a Word document', 'PK\x03\x04'],
  ['a gif', 'GIF89a'],
  ['a WebP', 'RIFF\x24\0\0\0WEBPVP8 '],
  ['a video', '\0\0\0\x18ftypmp42'],
  ['a PDF that begins where no reader looks', `${' '.repeat(HEAD_BYTES - 4)}%PDF-1.7`],
  ['a JPEG behind something else', ' \xff\xd8\xff\xe0'],
  ['half a signature', '%PD'],
])('%s is not sent on, whatever its name', (_name, text) => {
  expect(fileProblem(bytes(text))).toBe('not-a-document')
})

test.each(['heic', 'heix', 'hevc', 'heim', 'mif1', 'msf1', 'avif'])('a phone’s photo in %s is called that, and not some file', (brand) => {
  expect(fileProblem(bytes(`\0\0\0\x24ftyp${brand}\0\0\0\0mif1`))).toBe('heic')
  expect(fileProblem(bytes(`\n\r\0\x24ftyp${brand}`))).toBe('heic')
})

test('an empty file and one over 5 MB are not sent on; a photo of 4 MB is', () => {
  const photo = (size: number) => Buffer.concat([Buffer.from(jpeg), Buffer.alloc(size - jpeg.length)])
  expect(fileProblem(new Uint8Array())).toBe('empty')
  expect(fileProblem(photo(4 * 1024 * 1024))).toBeNull()
  expect(fileProblem(photo(MAX_DOCUMENT_BYTES))).toBeNull()
  expect(fileProblem(photo(MAX_DOCUMENT_BYTES + 1))).toBe('too-large')
})

test('the first thousand bytes tell the browser what the whole file tells the server', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 64 }),
      fc.constantFrom('', '%PDF-', '\xff\xd8\xff', 'ftypheic'),
      fc.nat(1_100),
      (any, sign, at) => {
        const file = Buffer.concat([
          Buffer.alloc(at, any.length > 0 ? any : ' '),
          Buffer.from(sign, 'latin1'),
          Buffer.from(any),
          Buffer.from('x'),
        ])
        expect(fileProblem(file.subarray(0, HEAD_BYTES))).toBe(fileProblem(file))
      },
    ),
  )
})
