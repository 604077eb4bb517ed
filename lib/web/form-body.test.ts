import { describe, expect, test } from 'vitest'
import { readForm } from './form-body'

const ID = 'a'.repeat(42)
const TYPE = 'multipart/form-data; boundary=border'

const field = (name: string, value: string, more = '') =>
  `--border\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`
const action = field(`$ACTION_ID_${ID}`, '')
const end = '--border--\r\n'

const read = (body: string | Buffer, type: string | undefined = TYPE, actionId?: string) =>
  readForm(Buffer.from(body as string), { 'content-type': type, 'next-action': actionId })

/** The fields that another parser finds in what is handed on. */
async function fieldsIn(form: ReturnType<typeof read>): Promise<unknown[]> {
  if (!form) throw new Error('refused')
  return [...(await new Response(Uint8Array.from(form.bytes), { headers: { 'Content-Type': form.type } }).formData())]
}

describe('a posted form', () => {
  test.each([
    ['an empty line at its end', end],
    ['nothing at its end', '--border--'],
  ])('with %s is passed on field by field, in a body of our own', async (_, closing) => {
    const form = read(`${action}${field('a', 'ş\r\n--c\n"%22')}${field('a', '')}${closing}`)
    expect(form?.type).not.toContain('border')
    expect(await fieldsIn(form)).toEqual([
      [`$ACTION_ID_${ID}`, ''],
      ['a', 'ş\r\n--c\n"%22'],
      ['a', ''],
    ])
  })

  test.each([
    'multipart/form-data',
    'multipart/form-data; boundary=border; boundary=c',
    'multipart/form-data; boundary=c; boundary=border',
    'multipart/form-data; boundary=border; charset=utf-16le',
    'multipart/form-data; charset=utf-7; boundary=border',
    'multipart/form-data; boundary=border; Boundary=border',
    'multipart/form-data; boundary="border',
    'multipart/form-data; boundary=bor"der"',
    'multipart/form-data; boundary*=border',
    'multipart/form-data, multipart/form-data; boundary=border',
    'multipart/form-dataX; boundary=border',
    'multipart/mixed; boundary=border',
    'text/plain',
    '',
  ])('is refused under the type "%s"', (type) => {
    expect(read(action + end)).not.toBeNull()
    expect(read(action + end, type)).toBeNull()
  })

  test.each([
    [
      'a part’s own encoding',
      `${action}--border\r\nContent-Disposition: form-data; name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\nYQ==\r\n${end}`,
    ],
    [
      'an encoding given first',
      `${action}--border\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: form-data; name="a"\r\n\r\nYQ==\r\n${end}`,
    ],
    [
      'a part’s own type',
      `${action}--border\r\nContent-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=utf-16le\r\n\r\na\r\n${end}`,
    ],
    ['a file', `${action}${field('a', 'x', '; filename="x.txt"')}${end}`],
    ['a nameless file with content', `${action}${field('a', 'x', '; filename=""')}${end}`],
    ['a repeated name', `${action}${field('a', 'x', '; name="b"')}${end}`],
    [
      'a repeated disposition',
      `${action}${field('a', 'x').replace('\r\n\r\n', '\r\nContent-Disposition: form-data; name="b"\r\n\r\n')}${end}`,
    ],
    ['a second name beside its name', `${action}${field('a', 'x', "; name*=UTF-8''b")}${end}`],
    ['no name', `${action}--border\r\nContent-Disposition: form-data\r\n\r\nx\r\n${end}`],
    ['a name with an escape', `${action}${field('a\\"b', 'x')}${end}`],
    ['a name with a line break', `${action}${field('a\nb', 'x')}${end}`],
    ['an encoded name', `${action}${field('a%0Ab', 'x')}${end}`],
    ['a boundary in the preamble', `x--border\r\n${action}${end}`],
    ['text after its end marker', `${action}--border--x`],
    ['another form after it', `${action}${end}${action}${end}`],
    ['no end', action],
    ['a boundary with text after it', `${action}--borders\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n${end}`],
    ['blanks after a boundary', `${action}${field('a', 'x').replace('--border', '--border ')}${end}`],
    ['different line ends', `${action}${field('a', 'x').replaceAll('\r\n', '\n')}${end}`],
    ['a form within it', `${action}--border\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--c--\r\n${end}`],
    ['hundreds of fields', `${action}${field('a', '').repeat(300)}${end}`],
    ['nothing in it', end],
    ['nothing at all', ''],
  ])('is refused with %s', (_, body) => {
    expect(read(body)).toBeNull()
  })

  const other = (head: string, value = 'x') => `--border\r\n${head}\r\n\r\n${value}\r\n`
  test.each([
    ['its headers in lower case', other('content-disposition: form-data; name="a"')],
    ['its headers in upper case, and no blanks', other('CONTENT-DISPOSITION:FORM-DATA;NAME="a"')],
    ['names without quotes', other('Content-Disposition: form-data; name=a')],
    ['a type of text before the name', other('Content-Type: text/plain\r\nContent-Disposition: form-data; name="a"')],
    ['a type of text after the name', other('Content-Disposition: form-data; name="a"\r\nContent-Type: text/plain; charset=utf-8')],
    ['UTF-8 in capitals and quotes', other('Content-Disposition: form-data; name="a"\r\ncontent-type:Text/Plain;charset="UTF-8"')],
    ['its length', other('Content-Disposition: form-data; name="a"\r\nContent-Length: 1')],
  ])('with %s is the same form as any other', async (_, part) => {
    expect(await fieldsIn(read(`${action}${part}${end}`))).toEqual([
      [`$ACTION_ID_${ID}`, ''],
      ['a', 'x'],
    ])
  })

  test.each([
    ['an empty line', '\r\n', ''],
    ['a preamble', 'This is a form.\r\n', ''],
    ['empty lines after it', '', '\r\n\r\n'],
    ['an epilogue', '', 'That was a form.'],
  ])('with %s around it is read without that', async (_, before, after) => {
    expect(await fieldsIn(read(`${before}${action}${field('a', 'x')}${end}${after}`))).toHaveLength(2)
  })

  test.each([
    'multipart/form-data;boundary=border',
    'multipart/form-data; boundary="border"',
    'multipart/form-data; charset=utf-8; boundary=border',
    'multipart/form-data; boundary=border; charset=UTF-8',
    'multipart/form-data ;\tboundary=border;',
    'Multipart/Form-Data; Boundary=border',
    'MULTIPART/FORM-DATA; BOUNDARY="border"; CHARSET="utf-8"',
  ])('is read under the type "%s"', async (type) => {
    expect(await fieldsIn(read(`${action}${field('a', 'x')}${end}`, type))).toHaveLength(2)
  })

  test('does not include a file that was not chosen', async () => {
    const none = other('Content-Disposition: form-data; name="file"; filename=""\r\nContent-Type: application/octet-stream', '')
    expect(await fieldsIn(read(`${action}${none}${field('a', 'x')}${end}`))).toEqual([
      [`$ACTION_ID_${ID}`, ''],
      ['a', 'x'],
    ])
  })

  test('that cannot name an action is passed on empty, so that the page is shown', () => {
    const nothing = { type: 'text/plain;charset=UTF-8', bytes: Buffer.alloc(0) }
    for (const type of ['application/x-www-form-urlencoded', 'Application/X-WWW-Form-Urlencoded; charset=utf-8'])
      expect(read('$ACTION_ID_x=&a=1', type)).toEqual(nothing)
    expect(readForm(Buffer.alloc(0), {})).toEqual(nothing)
    expect(read('a=1', 'application/x-www-form-urlencodedX')).toBeNull()
  })

  test.each([
    ['blanks in a header', other(`Content-Disposition: form-data; name="a"${' '.repeat(60_000)}\n`)],
    ['blanks in a name', other(`Content-Disposition: form-data; name=${' '.repeat(60_000)}`)],
    ['semicolons', other(`Content-Disposition: form-data${'; '.repeat(30_000)}x`)],
    ['borders', '--border\r\n'.repeat(6_000)],
  ])('of sixty thousand %s is refused instantly', (_, part) => {
    const startedAt = performance.now()
    expect(read(`${action}${part}${end}`)).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  test('is refused if it is not UTF-8', () => {
    expect(read(Buffer.concat([Buffer.from(action), Buffer.from([0xff]), Buffer.from(end)]))).toBeNull()
    expect(read(Buffer.from(field('a', 'é') + action + end, 'latin1'))).toBeNull()
  })
})

describe('a call of an action', () => {
  test('that reads no form is passed on as the text that was checked, whatever type it came with', () => {
    for (const type of ['text/plain;charset=UTF-8', 'text/plain;charset=utf-16le', 'application/x-www-form-urlencoded', '']) {
      expect(read('["ş"]', type, ID)).toEqual({ type: 'text/plain;charset=UTF-8', bytes: Buffer.from('["ş"]') })
    }
  })

  test('that reads a form is checked as such', async () => {
    expect(await fieldsIn(read(field('_1_a', '1') + field('0', '["$K1"]') + end, TYPE, ID))).toEqual([
      ['_1_a', '1'],
      ['0', '["$K1"]'],
    ])
    expect(read(field('0', '["$W1","$K1"]') + end, TYPE, ID)).toBeNull()
  })

  test('whose type only resembles a form’s is not read as one', () => {
    for (const type of ['Multipart/Form-Data; boundary=border', 'multipart/form-dataX', ' multipart/form-data'])
      expect(read('[]', type, ID)).toBeNull()
  })
})
