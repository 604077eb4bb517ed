import { describe, expect, test } from 'vitest'
import { type ChallengePage, readChallengePage } from './challenge'
import { hostileActions, hostileDocuments, hostileLinks } from './hostile.test-kit'
import { sampleInitial } from './replies.test-kit'

const TEST_HOST = 'https://pts-api.paynet.com.tr'
const GATE = `${TEST_HOST}/v1/paynetjgate/tds_easy`
const LOOPBACK = 'http://127.0.0.1:4010'
const SESSION = sampleInitial.session_id
const TOKEN = sampleInitial.token_id
const INPUTS = `<input type="hidden" name="session_id" value="${SESSION}"/><input type="hidden" name="token_id" value="${TOKEN}"/>`
const FILLED: [string, string][] = [
  ['session_id', SESSION],
  ['token_id', TOKEN],
]

function read(html: string | null, postUrl: string | null = null, paynetUrl = TEST_HOST): ChallengePage | null {
  return readChallengePage({ html, postUrl, sessionId: SESSION, tokenId: TOKEN }, paynetUrl)
}

/** Where a challenge page takes the browser. */
function target(page: ChallengePage): URL {
  return new URL(page.kind === 'form' ? page.action : page.url)
}

describe('a form that can be read', () => {
  test("is rebuilt from Paynet's own sample, its empty inputs filled with the pair", () => {
    expect(read(sampleInitial.html_content, sampleInitial.post_url)).toEqual({ kind: 'form', action: GATE, fields: FILLED })
  })

  test.each([
    [
      'upper-case tags and attributes',
      `<FORM METHOD="POST" ACTION="${GATE}">${INPUTS.toUpperCase()
        .replace(/VALUE="[^"]*"/g, 'VALUE=""')
        .replace('SESSION_ID', 'session_id')
        .replace('TOKEN_ID', 'token_id')}</FORM>`,
    ],
    ['attributes in another order', `<form action="${GATE}" id="x" method="post">${INPUTS}</form>`],
    ['attributes in single quotes', `<form action='${GATE}' method='post'>${INPUTS}</form>`],
    [
      'a document around it',
      `<!doctype html><html><body onload="document.forms[0].submit()"><form action="${GATE}" method="post">${INPUTS}</form></body></html>`,
    ],
    [
      'a submit button and a script',
      `<form action="${GATE}" method="post">${INPUTS}<input type="submit" value="Git"></form><script>x()</script>`,
    ],
    ['a table inside', `<form action="${GATE}" method="post"><table><tr><td>${INPUTS}</td></tr></table></form>`],
    ['entities in its action', `<form action="${GATE.replaceAll('/', '&#x2f;')}" method="post">${INPUTS}</form>`],
    ['no end tag', `<form action="${GATE}" method="post">${INPUTS}`],
  ])('is taken with %s', (_name, html) => {
    expect(read(html)).toEqual({ kind: 'form', action: GATE, fields: FILLED })
  })

  test('keeps further hidden fields and their values as they are, whatever is in them', () => {
    const html = `<form method="post" action="${GATE}">${INPUTS}<input type="hidden" name="extra" value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"></form>`
    expect(read(html)).toMatchObject({ fields: [...FILLED, ['extra', '"><script>alert(1)</script>']] })
  })

  test('fills no empty field but those of the pair', () => {
    const html = `<form method="post" action="${GATE}"><input type="hidden" name="a" value=""><input type="hidden" name="token_id"></form>`
    expect(read(html)).toMatchObject({
      fields: [
        ['a', ''],
        ['token_id', TOKEN],
      ],
    })
  })

  test.each([
    ['https://api.paynet.com.tr/x', TEST_HOST],
    ['https://PTS-API.Paynet.COM.TR/x', TEST_HOST],
    ['https://paynet.com.tr/x', TEST_HOST],
    ['https://a.b.paynet.com.tr/x', TEST_HOST],
    ['http://127.0.0.1:4010/x', LOOPBACK],
    ['http://127.0.0.1:9999/x', LOOPBACK],
    ['https://pts-api.paynet.com.tr/x', LOOPBACK],
  ])('may go to %s when Paynet is %s', (action, paynetUrl) => {
    const page = read(`<form method="post" action="${action}">${INPUTS}</form>`, null, paynetUrl)
    expect(page && target(page).href).toBe(new URL(action).href)
  })
})

describe('what is hostile', () => {
  test('there are more than fifty samples of it', () => {
    expect(hostileActions.length + hostileDocuments.length).toBeGreaterThan(50)
  })

  test.each(hostileActions)('a form to %s leads nowhere', (action) => {
    const html = `<form method="post" action="${action.replaceAll('"', '&quot;')}">${INPUTS}</form>`
    expect(read(html)).toBeNull()
    expect(read(html, sampleInitial.post_url)).toEqual({ kind: 'link', url: sampleInitial.post_url })
  })

  test.each(hostileDocuments)('%s never leads to a host that is not allowed', (_name, html) => {
    for (const postUrl of [null, 'https://collector.example/3d']) {
      const page = read(html, postUrl)
      if (!page) continue
      // What is left of it is a form of ours to Paynet, with names and values and nothing else.
      expect(page.kind).toBe('form')
      expect(target(page).host).toMatch(/^(pts-)?api\.paynet\.com\.tr$/)
      expect(target(page).protocol).toBe('https:')
    }
  })

  test.each(hostileLinks)('post_url %s is not followed', (url) => {
    expect(read(null, url)).toBeNull()
    expect(read('<p>no form</p>', url)).toBeNull()
  })

  test('plain http is allowed nowhere but on the loopback address that Paynet itself is on', () => {
    for (const url of ['http://pts-api.paynet.com.tr/x', 'http://127.0.0.1:4010/x', 'http://localhost/x'])
      expect(read(null, url)).toBeNull()
    for (const url of ['http://localhost:4010/x', 'http://127.0.0.2/x', 'http://collector.example/x'])
      expect(read(null, url, LOOPBACK)).toBeNull()
  })

  test('a form of too many or too long fields is not taken', () => {
    const many = Array.from({ length: 31 }, (_each, index) => `<input type="hidden" name="f${index}" value="1">`).join('')
    const long = (length: number) => `<input type="hidden" name="a" value="${'x'.repeat(length)}">`
    expect(read(`<form method="post" action="${GATE}">${many}</form>`)).toBeNull()
    expect(read(`<form method="post" action="${GATE}">${long(8_193)}</form>`)).toBeNull()
    expect(read(`<form method="post" action="${GATE}">${long(8_192)}</form>`)).not.toBeNull()
    expect(read(`<form method="post" action="${GATE}"><input type="hidden" name="${'n'.repeat(101)}" value="1"></form>`)).toBeNull()
  })

  test('a long page that nests thousands deep is answered soon', () => {
    const startedAt = performance.now()
    expect(read(`${'<div>'.repeat(40_000)}${'x'.repeat(50_000)}`)).toBeNull()
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})

test('without HTML post_url is taken, without either nothing', () => {
  expect(read(null, sampleInitial.post_url)).toEqual({ kind: 'link', url: sampleInitial.post_url })
  expect(read('', sampleInitial.post_url)).toEqual({ kind: 'link', url: sampleInitial.post_url })
  expect(read(null, null)).toBeNull()
})
