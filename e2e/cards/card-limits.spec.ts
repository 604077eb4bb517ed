import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { cards } from '@/e2e/harness/cards'
import { CARDS, type Customer, fill, newCustomer, newWord, readForm } from '@/e2e/harness/customer'
import { addButton, cardLines, openCards } from '@/e2e/pages/cards-page'
import { fillCard } from '@/e2e/pages/shopper-page'

const WAIT = /Çok sayıda deneme yapıldı\. \d+ saat sonra yeniden deneyebilirsiniz/
const numbers = [cards.good, cards.masterCard, cards.troy]

async function add(customer: Customer, card: (typeof numbers)[number] = cards.good, from?: string) {
  const form = fill(await readForm(customer.raw, CARDS, 'number'), { ...card, card_desc: newWord('Kart') })
  return customer.raw.postForm(CARDS, form, from === undefined ? {} : { 'X-Forwarded-For': from })
}

test('a fourth card in a day is not added, from any address, and the page says how long to wait', async ({
  page,
  context,
  app,
  stack,
  simulator,
}) => {
  const customer = await newCustomer(stack)
  for (const card of numbers) expect((await add(customer, card)).body).toContain(' eklendi.')
  const before = (await simulator.allCalls()).filter(({ service }) => service === 'card_save').length
  expect((await add(customer, cards.amex, newAddress())).body).toMatch(WAIT)

  await customer.signIn(context)
  await openCards(page, app.url)
  await fillCard(page, cards.amex)
  await addButton(page).click()
  const summary = page.getByRole('group', { name: 'Bir sorun var' })
  await expect(summary).toContainText(WAIT)
  await expect(summary).toBeFocused()
  await expect(page.locator('input[autocomplete="cc-number"]'), 'what was typed stays').not.toHaveValue('')
  await expect(page.locator('input[autocomplete="cc-csc"]')).toHaveValue('')
  await expect(cardLines(page)).toHaveCount(3)
  expect((await simulator.allCalls()).filter(({ service }) => service === 'card_save')).toHaveLength(before)
})

test('refused cards count, so an account can test at most three cards a day', async ({ stack, simulator }) => {
  const customer = await newCustomer(stack)
  const before = (await simulator.allCalls()).filter(({ service }) => service === 'card_save').length
  for (const card of [cards.stolen, cards.noLimit, cards.refusedAtStart])
    expect((await add(customer, card)).body).toContain('Bir sorun var')
  expect((await add(customer, cards.good)).body).toMatch(WAIT)
  expect((await simulator.allCalls()).filter(({ service }) => service === 'card_save')).toHaveLength(before + 3)
})

test('a sixth card in a day from one address is not added, for any account and any claimed address', async ({ stack, simulator }) => {
  const address = newAddress()
  const [first, second, third] = [await newCustomer(stack), await newCustomer(stack), await newCustomer(stack)]
  for (const card of numbers) expect((await add(first, card, address)).body).toContain(' eklendi.')
  for (const card of numbers.slice(1)) expect((await add(second, card, address)).body).toContain(' eklendi.')
  const before = (await simulator.allCalls()).filter(({ service }) => service === 'card_save').length
  for (const from of [address, `198.51.100.7, ${address}`]) expect((await add(third, cards.good, from)).body).toMatch(WAIT)
  expect((await simulator.allCalls()).filter(({ service }) => service === 'card_save')).toHaveLength(before)
  expect((await add(second, cards.good, newAddress())).body, 'and elsewhere it goes on').toContain(' eklendi.')
})

test('an account that has never paid is told why it cannot add a card, in both languages, and Paynet is not asked', async ({
  stack,
  simulator,
}) => {
  const [customer, stranger] = [await newCustomer(stack), await newCustomer(stack, { hasPaid: false })]
  for (const [language, heading] of [
    ['tr', 'Kart eklemek için önce bir ödeme yapın'],
    ['en', 'Make a payment before adding a card'],
  ] as const) {
    const page = await stranger.raw.request(`${CARDS}?lang=${language}`)
    const shown = page.status === 303 ? await stranger.raw.request(page.headers.location ?? '') : page
    expect(shown.body).toContain(heading)
    expect(shown.body).not.toContain('name="number"')
  }
  const before = (await simulator.allCalls()).filter(({ service }) => service === 'card_save').length
  const form = fill(await readForm(customer.raw, CARDS, 'number'), { ...cards.good, card_desc: newWord('Kart') })
  expect((await stranger.raw.postForm(CARDS, form)).body).not.toContain(' has been added.')
  expect((await simulator.allCalls()).filter(({ service }) => service === 'card_save')).toHaveLength(before)
  expect((await add(customer)).body).toContain(' eklendi.')
})

test('a form with mistakes does not count towards the card limit', async ({ stack }) => {
  const customer = await newCustomer(stack)
  for (let time = 0; time < 6; time += 1) {
    expect((await add(customer, { ...cards.good, number: '4355' })).body).toContain('Kart numarası eksik.')
  }
  expect((await add(customer)).body).toContain(' eklendi.')
})
