import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countPages, fileProblem, MAX_DOCUMENT_BYTES, mediaTypeOf } from './document-file'

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))
const pdf = (pages: number) =>
  bytes(`%PDF-1.7\n<< /Type /Pages /Count ${pages} >>\n${'<< /Type /Page >>\n<</Type/Page/Parent 1 0 R>>\n'.repeat(pages / 2)}`)
const jpeg = bytes('\xff\xd8\xff\xe0 a photo')
const png = bytes('\x89PNG\r\n\x1a\n a scan')

test('a file is what its first bytes say', () => {
  expect(mediaTypeOf(pdf(2))).toBe('application/pdf')
  expect(mediaTypeOf(jpeg)).toBe('image/jpeg')
  expect(mediaTypeOf(png)).toBe('image/png')
})

test.each([
  ['a program', 'MZ\x90\0'],
  ['a web page', '<!doctype html>'],
  ['an svg', '<svg xmlns="http://www.w3.org/2000/svg">'],
  ['an archive', 'PK\x03\x04'],
  ['a gif', 'GIF89a'],
  ['a PDF behind something else', '<script>%PDF-1.7'],
  ['half a signature', '%PD'],
])('%s is not sent on, whatever its name', (_name, text) => {
  expect(fileProblem(bytes(text))).toBe('not-a-document')
})

test('an empty file and one over 5 MB are not sent on; a photo of 4 MB is', () => {
  const photo = (size: number) => Buffer.concat([Buffer.from(jpeg), Buffer.alloc(size - jpeg.length)])
  expect(fileProblem(new Uint8Array())).toBe('empty')
  expect(fileProblem(photo(4 * 1024 * 1024))).toBeNull()
  expect(fileProblem(photo(MAX_DOCUMENT_BYTES))).toBeNull()
  expect(fileProblem(photo(MAX_DOCUMENT_BYTES + 1))).toBe('too-large')
})

test('a PDF may have twenty pages', () => {
  expect(countPages(pdf(20))).toBe(20)
  expect(fileProblem(pdf(20))).toBeNull()
  expect(fileProblem(pdf(22))).toBe('too-many-pages')
})

test('judging the largest PDF takes next to no time', () => {
  const nasty = Buffer.concat([Buffer.from('%PDF-'), Buffer.from('/Type         '.repeat(580_000))])
  const startedAt = performance.now()
  countPages(nasty)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})

test('any bytes get an answer', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (any) => void fileProblem(any)))
})
