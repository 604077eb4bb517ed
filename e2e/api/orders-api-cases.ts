import { expect } from 'playwright/test'
import type { RawAnswer } from '@/e2e/harness/raw-request'

/** An answer that is a problem in the form of RFC 9457. */
export function expectProblem(answer: RawAnswer, status: number, about: string): { errors?: Array<{ pointer: string; detail: string }> } {
  expect(answer.status, about).toBe(status)
  expect(answer.headers['content-type'], about).toMatch(/^application\/problem\+json/)
  const problem = JSON.parse(answer.body)
  const words = expect.stringMatching(/.+/)
  expect(problem, about).toMatchObject({ type: words, title: words, status, detail: words })
  return problem
}

const item = (change: Record<string, unknown>) => ({ items: [{ name: 'x', quantity: 1, unit_amount: 14_990, ...change }] })
const shop = 'https://magaza.example/'

/** What does not fit when it is written over an order of 14990 kuruş, and the pointer to it. */
export const misfits: Array<[Record<string, unknown>, string]> = [
  [{ reference: undefined }, '/reference'],
  [{ reference: '' }, '/reference'],
  [{ reference: 'a'.repeat(41) }, '/reference'],
  [{ reference: 'sipariş-1' }, '/reference'],
  [{ reference: 'SIP 1' }, '/reference'],
  [{ reference: 'SIP/1' }, '/reference'],
  [{ reference: 'SIP-1\n' }, '/reference'],
  [{ reference: 1001 }, '/reference'],
  [{ reference: null }, '/reference'],
  [{ amount: undefined }, '/amount'],
  [{ amount: 0 }, '/amount'],
  [{ amount: -5 }, '/amount'],
  [{ amount: 149.9 }, '/amount'],
  [{ amount: '14990' }, '/amount'],
  [{ amount: null }, '/amount'],
  [{ amount: 10_000_000_001 }, '/amount'],
  [{ currency: 'USD' }, '/currency'],
  [{ currency: 'try' }, '/currency'],
  [{ locale: 'de' }, '/locale'],
  [{ description: 'x'.repeat(141) }, '/description'],
  [{ description: 7 }, '/description'],
  [{ description: 'a\u0000b' }, '/description'],
  [{ items: [] }, '/items'],
  [{ items: {} }, '/items'],
  [{ items: Array(101).fill({ name: 'x', quantity: 1, unit_amount: 1 }) }, '/items'],
  [item({ unit_amount: 14_989 }), '/items'],
  [item({ quantity: 2 }), '/items'],
  [item({ quantity: 1.5 }), '/items/0/quantity'],
  [item({ quantity: 0 }), '/items/0/quantity'],
  [item({ quantity: '1' }), '/items/0/quantity'],
  [item({ unit_amount: undefined }), '/items/0/unit_amount'],
  [item({ unit_amount: -14_990 }), '/items/0/unit_amount'],
  [item({ name: undefined }), '/items/0/name'],
  [item({ name: 'x'.repeat(141) }), '/items/0/name'],
  [item({ sku: 'A1' }), '/items/0/sku'],
  [{ customer: 'Ayşe' }, '/customer'],
  [{ customer: { name: 'x'.repeat(141) } }, '/customer/name'],
  [{ customer: { email: 5 } }, '/customer/email'],
  [{ customer: { email: 'ayse@' } }, '/customer/email'],
  [{ customer: { email: 'a@b.example, c@d.example' } }, '/customer/email'],
  [{ customer: { phone: 'x'.repeat(141) } }, '/customer/phone'],
  [{ customer: { phone: 'yok' } }, '/customer/phone'],
  [{ paynet: [] }, '/paynet'],
  [{ paynet: { pos_type: 5 } }, '/paynet/pos_type'],
  [{ paynet: { agent_id: '12345678901' } }, '/paynet/agent_id'],
  [{ paynet: { company_amount: 14_991 } }, '/paynet/company_amount'],
  [{ paynet: { company_amount: '99,90' } }, '/paynet/company_amount'],
  [{ paynet: { is_escrow: 'true' } }, '/paynet/is_escrow'],
  [{ paynet: { iban: 'TR330006100519786457841327' } }, '/paynet/iban'],
  [{ customer: { name: 'x', tckn: '1' } }, '/customer/tckn'],
  [{ success_url: 'javascript:alert(1)' }, '/success_url'],
  [{ success_url: 'data:text/html,x' }, '/success_url'],
  [{ success_url: 'http://magaza.example/' }, '/success_url'],
  [{ success_url: '//magaza.example/' }, '/success_url'],
  [{ success_url: '' }, '/success_url'],
  [{ cancel_url: shop.padEnd(257, 'x') }, '/cancel_url'],
  [{ cancel_url: 'http://localhost.example.com/' }, '/cancel_url'],
  [{ cancel_url: ['https://magaza.example/'] }, '/cancel_url'],
  [{ success_url: 'https://{REFERENCE}.example/' }, '/success_url'],
  [{ cancel_url: 'https://magaza.example{REFERENCE}' }, '/cancel_url'],
  [{ return: 'auto' }, '/success_url'],
  [{ return: 'now' }, '/return'],
  [{ card: '4355084355084358' }, '/card'],
  [{ status: 'paid' }, '/status'],
  [{ 'a/b~c': 1 }, '/a~1b~0c'],
]
