import { expect, test } from 'vitest'
import { LOCALES, type Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { type MailContent, oneLine, renderMail, type Sender } from './layout'

const sender: Sender = { merchantName: 'Örnek Mağaza', support: 'destek@example.com', accent: '#1f5f5b' }
const content: MailContent = {
  heading: 'Ödemeniz alındı',
  reference: 'SIP-1001',
  amount: '1.292,40 ₺',
  sentences: ['Bir cümle.'],
  facts: [{ term: 'Ödeme şekli', value: '6 taksit × 215,40 ₺' }],
  lines: {
    heading: 'Sipariş içeriği',
    items: [{ name: 'Kahve', detail: '2 × 39,90 ₺', amount: '79,80 ₺' }],
    sums: [{ term: 'Toplam', value: '1.292,40 ₺' }],
  },
  button: { text: 'Makbuzu aç', href: 'https://odeme.example.com/checkout/abc/result' },
}
const render = (more: Partial<MailContent> = {}, from: Partial<Sender> = {}, locale: Locale = 'tr') =>
  renderMail({ ...content, ...more }, { ...sender, ...from }, locale)

/** What a reader sees of a mail's HTML. */
function seen(html: string): string {
  return html
    .replace(/<(style|title)>.*?<\/\1>/gs, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll('\u00a0', ' ')
    .replace(/\s+/g, ' ')
}

/** Every text that is handed in. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []

test.each(LOCALES)('both forms of a mail say the same, in %s', (locale) => {
  const facts = [...content.facts, { term: messagesFor(locale).result.reference, value: 'A1B2C3' }]
  const { text, html, subject } = render({ facts }, {}, locale)
  const ours = {
    tr: ['Bu e-posta fatura değildir.', 'Yardım için:', 'Yazarken takip numaranızı belirtin.'],
    en: ['This e-mail is not an invoice.', 'For help:', 'Quote our reference when you write.'],
  }[locale]
  for (const said of [...textsIn({ ...content, reference: null }), sender.merchantName, sender.support, ...ours]) {
    expect(text, 'text').toContain(said)
    expect(seen(html), 'html').toContain(said)
  }
  expect(subject).toBe('Ödemeniz alındı – Örnek Mağaza (SIP-1001)')
  expect(html).toContain(`<html lang="${locale}">`)
})

test('whatever was typed stays text, wherever it stands', () => {
  const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\''
  const { html } = render(
    {
      heading: hostile,
      reference: hostile,
      amount: hostile,
      sentences: [hostile],
      facts: [{ term: hostile, value: hostile }],
      lines: { heading: hostile, items: [{ name: hostile, detail: hostile, amount: hostile }], sums: [{ term: hostile, value: hostile }] },
      button: { text: hostile, href: hostile },
    },
    { merchantName: hostile, support: hostile },
  )
  expect(html).not.toMatch(/<script|<img|onerror=alert\(1\)>/)
  const tags = [...html.matchAll(/<(\/?[a-z0-9]+)/gi)].map(([, tag]) => tag?.replace('/', ''))
  expect(new Set(tags)).toEqual(
    new Set(['html', 'head', 'meta', 'title', 'style', 'body', 'table', 'tr', 'td', 'p', 'h1', 'h2', 'a', 'br', 'bdi', 'span']),
  )
})

test.each([
  ['a\r\nBcc: b@example.com', 'a Bcc: b@example.com'],
  ['  a \t b\u2028c\u0000d  ', 'a b c d'],
  ['a\u202eb\u200bc', 'a b c'],
  ['👩‍🚀 ve kahve', '👩‍🚀 ve kahve'],
  ['', ''],
  [`${'a'.repeat(140)}`, 'a'.repeat(140)],
  [`${'a'.repeat(141)}`, `${'a'.repeat(139)}…`],
  [`${'😀'.repeat(141)}`, `${'😀'.repeat(139)}…`],
])('%j becomes one line', (typed, line) => {
  expect(oneLine(typed)).toBe(line)
})

test('a subject is one line of at most 140 characters', () => {
  const { subject } = render({ reference: 'SIP\r\nBcc: b@example.com' }, { merchantName: `Örnek\n${'a'.repeat(200)}` })
  expect(subject).not.toMatch(/[\r\n]/)
  expect([...subject]).toHaveLength(140)
})

test('nothing is loaded from anywhere, and nothing tells that it was read', () => {
  const { html } = render()
  expect(html).not.toMatch(/<(img|link|script|iframe|form|object|video|svg)\b|url\(|@import|@font-face|background=/i)
  const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, address]) => address)
  expect(new Set(addresses)).toEqual(new Set([content.button?.href, 'mailto:destek@example.com']))
})

test('a help page is linked as it is', () => {
  const { html, text } = render({}, { support: 'https://yardim.example.com' })
  expect(html).toContain('href="https://yardim.example.com"')
  expect(text).toContain('Yardım için: https://yardim.example.com')
})

test('is designed for the dark, and shows the accent where white text stands on it', () => {
  const { html } = render({}, { accent: '#b3261e' })
  expect(html).toContain('<meta name="color-scheme" content="light dark">')
  expect(html).toContain('prefers-color-scheme:dark')
  expect(html).toContain('background:#b3261e;color:#ffffff')
})
