import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readLogo } from './read-logo'

const folder = mkdtempSync(join(tmpdir(), 'paynet-checkout-logo-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function read(content: string | Buffer, extension = 'svg') {
  count += 1
  const file = join(folder, `${count}.${extension}`)
  writeFileSync(file, content)
  return readLogo(file)
}

const svg = (inside: string, attributes = 'viewBox="0 0 300 100"') =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${attributes}>${inside}</svg>`

function png(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(data.length)
    return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', Buffer.from('x'.repeat(50))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('a logo is taken, with the size that pages keep for it, if it is', () => {
  test.each([
    ['plain', svg('<path d="M0 0h1"/>')],
    [
      'styled inside',
      svg(
        '<style>.a{fill:url(#g)} /* url(https://x) */</style><defs><linearGradient id="g"/></defs><rect class="a" fill="url( \'#g\' )"/>',
      ),
    ],
    [
      'made of parts',
      svg('<symbol id="a"/><use xlink:href="#a"/><use href="#a"/><image href="data:image/png;base64,iVBORw0KGgo="/><a id="on"/>'),
    ],
    [
      'exported by a drawing program',
      `<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n${svg(
        '<metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><cc:Work xmlns:cc="http://creativecommons.org/ns#" rdf:about=""/></rdf:RDF></metadata><text>Mağaza &amp; Ortakları</text>',
      )}`,
    ],
    ['one that begins with a byte order mark', `\uFEFF${svg('')}`],
    ['one that has a width and a height alone', svg('', 'width="30mm" height="10mm"')],
  ])('%s', (_, content) => {
    expect(read(content)).toMatchObject({ ok: true, logo: { contentType: 'image/svg+xml', width: 96, height: 32 } })
  })

  test('a PNG, and a wide one is drawn no wider than its place', () => {
    expect(read(png(300, 100), 'png')).toMatchObject({ ok: true, logo: { contentType: 'image/png', width: 96, height: 32 } })
    expect(read(png(3000, 100), 'PNG')).toMatchObject({ ok: true, logo: { width: 200, height: 32 } })
  })
})

describe('a logo is refused, and the reason is told, if it', () => {
  test.each([
    ['runs a script', svg('<script>alert(1)</script>'), /<script>/],
    ['runs one under another prefix', svg('<s:script xmlns:s="http://www.w3.org/2000/svg"/>'), /<script>/],
    ['has an event handler', svg('<rect onload="alert(1)"/>'), /event handler onload/],
    ['has one on its root', svg('', 'viewBox="0 0 1 1" ONCLICK="x"'), /event handler/],
    ['holds a foreign object', svg('<foreignObject><p xmlns="http://www.w3.org/1999/xhtml"/></foreignObject>'), /foreignObject/],
    ['holds HTML', svg('<h:img xmlns:h="http://www.w3.org/1999/xhtml" alt=""/>'), /<img>/],
    ['leads to another host', svg('<a xlink:href="https://evil.example"/>'), /outside/],
    ['runs a link', svg('<a href="javascript:alert(1)"/>'), /outside/],
    ['brings a picture from elsewhere', svg('<image href="//evil.example/a.png"/>'), /outside/],
    ['brings a file from beside it', svg('<use href="other.svg#a"/>'), /outside/],
    ['nests another SVG', svg('<image href="data:image/svg+xml;base64,AA=="/>'), /outside/],
    ['nests a page', svg('<use href="data:text/html,x"/>'), /outside/],
    ['moves its references', svg('<g xml:base="https://evil.example/"><use href="#a"/></g>'), /xml:base/],
    ['fills from elsewhere', svg('<rect fill="url(https://evil.example/#a)"/>'), /style/],
    ['is styled from elsewhere', svg('<rect style="fill:URL( &quot;https://evil.example/&quot;)"/>'), /style/],
    ['imports a style', svg('<style>@import "https://evil.example/a.css";</style>'), /style/],
    ['imports one in pieces', svg('<style><![CDATA[@imp]]>/**/ort "x"; a{b:url(<![CDATA[https://evil.example)}]]></style>'), /style/],
    ['spells an address with escapes', svg('<style>a{fill:\\75rl(https://evil.example)}</style>'), /escape/],
    ['has a set of pictures', svg('<style>a{background:image-set("https://evil.example/a.png" 1x)}</style>'), /style/],
    ['animates a link', svg('<a><animate attributeName="xlink:href" to="javascript:alert(1)"/></a>'), /animates/],
    ['sets an event handler', svg('<set attributeName="onclick" to="alert(1)"/>'), /animates/],
    ['has a style sheet', `<?xml-stylesheet href="https://evil.example/a.css"?>${svg('')}`, /processing instruction/],
    ['declares entities', `<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>${svg('&a;')}`, /entities/],
    ['uses entities that nobody declared', svg('&nbsp;'), /well-formed/],
    ['is cut off', svg('<path d="M0 0h1"/>').slice(0, -4), /well-formed/],
    ['is HTML', '<!doctype html><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>', /SVG/],
    ['is no SVG by its namespace', '<svg viewBox="0 0 1 1"/>', /not an SVG/],
    ['is empty', '', /SVG/],
    ['has no size', svg('', ''), /viewBox/],
    ['has no width', svg('', 'viewBox="0 0 0 10"'), /viewBox/],
    ['is in another encoding', `<?xml version="1.0" encoding="ISO-8859-9"?>${svg('')}`, /UTF-8/],
    ['is compressed', Buffer.from([0x1f, 0x8b, 8, 0, 0xff]), /UTF-8/],
    ['is too large', svg(`<!-- ${'x'.repeat(102_400)} -->`), /100 kB/],
  ])('%s', (_, content, problem) => {
    expect(read(content)).toEqual({ ok: false, problem: expect.stringMatching(problem) })
  })

  test.each([
    ['is no PNG', svg('')],
    ['is a PNG that ends early', png(10, 10).subarray(0, -14)],
    ['is a PNG without a size', png(0, 10)],
    ['is a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
  ])('%s', (_, content) => {
    expect(read(content, 'png')).toMatchObject({ ok: false })
  })

  test('is not there, or is a folder', () => {
    expect(readLogo(join(folder, 'none.svg'))).toEqual({ ok: false, problem: expect.stringContaining('ENOENT') })
    mkdirSync(join(folder, 'folder.svg'))
    expect(readLogo(join(folder, 'folder.svg'))).toMatchObject({ ok: false })
  })
})
