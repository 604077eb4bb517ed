import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { APPLICATION_STATUSES } from '@/lib/shared/dealers/dealer'
import { EVENT_TYPES } from '@/lib/shared/payments/event'
import { ORDER_STATUSES } from '@/lib/shared/payments/order'
import { isOneOf, PAYMENT_STATUSES, UNSETTLED } from '@/lib/shared/payments/payment-states'
import { isOpenRefund, REFUND_STATUSES } from '@/lib/shared/payments/refund'

const page = readFileSync('docs/webhooks.md', 'utf8')

/** The cells of the table under a heading of the page, by the word in the first column. */
function tableUnder(heading: string): Map<string, string[]> {
  const [, section = ''] = page.split(new RegExp(`^#+ ${heading}$`, 'm'))
  const [, rows = ''] = section.split(/^#/m)[0]?.split(/^\| --- .+$/m) ?? []
  return new Map([...rows.matchAll(/^\| `([\w.]+)` \| (.+) \|$/gm)].map(([, word = '', cells = '']) => [word, cells.split(' | ')]))
}

test.each([
  ['js', 'mjs'],
  ['php', 'php'],
  ['csharp', 'cs'],
  ['python', 'py'],
])('the page shows the program in %s to the letter', (language, extension) => {
  const program = readFileSync(`examples/webhooks/verify.${extension}`, 'utf8')
  expect(page.split(`\`\`\`${language}\n`)[1]?.split('```')[0]).toBe(program)
})

describe('no word is missing from the tables of the page, and none is made up', () => {
  test.each<[string, readonly string[]]>([
    ['Events', EVENT_TYPES],
    ['Orders', ORDER_STATUSES],
    ['Payments', PAYMENT_STATUSES],
    ['Refunds', REFUND_STATUSES],
  ])('%s', (heading, words) => {
    expect([...tableUnder(heading).keys()].toSorted()).toEqual(words.toSorted())
  })

  test('statuses of applications', () => {
    const [told = ''] = tableUnder('Events').get('application.changed') ?? []
    const named = [...told.matchAll(/`(\w+)`/g)].map(([, word]) => word)
    expect(named.toSorted()).toEqual(APPLICATION_STATUSES.toSorted())
  })
})

test('what the page calls final is what no move leads away from, but for a late success', () => {
  const isFinal = (heading: string, status: string) => !tableUnder(heading).get(status)?.[1]?.startsWith('no')
  for (const status of REFUND_STATUSES) expect(isFinal('Refunds', status), status).toBe(!isOpenRefund(status))
  for (const status of PAYMENT_STATUSES) {
    expect(isFinal('Payments', status), status).toBe(!isOneOf(status, [...UNSETTLED, 'review']))
  }
})
