import type { Page } from 'playwright/test'
import { expect, test } from '@/e2e/fixtures'
import { cards, maskOf } from '@/e2e/harness/cards'
import { CARDS, fill, newCustomer, newCustomerWithCard, newWord, readForm } from '@/e2e/harness/customer'
import { addButton, cardLine, cardLines, cardsWords, fold, openCards, said, setLanguage, watchPage } from '@/e2e/pages/cards-page'
import { cardFields, fillCard, holdPosts } from '@/e2e/pages/shopper-page'

const tr = cardsWords.tr
const description = (page: Page) => page.locator('input[name="card_desc"]')

/** `MM/YY` this many months from now. */
function monthsAhead(months: number): string {
  const day = new Date()
  const month = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + months, 15))
  return `${String(month.getUTCMonth() + 1).padStart(2, '0')}/${String(month.getUTCFullYear()).slice(-2)}`
}

for (const hasScripts of [true, false]) {
  test.describe(hasScripts ? 'with scripts' : 'without scripts', () => {
    test.use({ javaScriptEnabled: hasScripts })

    const language = hasScripts ? 'tr' : 'en'
    test(`a card is added without paying, renamed, offered first and deleted, and Paynet agrees (${language})`, {
      tag: '@journey',
    }, async ({ page, context, app, stack, simulator }) => {
      const words = cardsWords[language]
      const customer = await newCustomer(stack)
      await customer.signIn(context)
      await setLanguage(context, app.url, language)
      await openCards(page, app.url, hasScripts)
      await expect(page.locator('html')).toHaveAttribute('lang', language)
      await expect(page.getByText(words.empty)).toBeVisible()

      const first = newWord('Ev kartı')
      const button = addButton(page)
      await expect(button).toHaveText(words.add)
      const lira = page.locator('form p', { hasText: words.oneLira })
      const isBefore = (one: Element, other: unknown) =>
        Boolean(one.compareDocumentPosition(other as Node) & Node.DOCUMENT_POSITION_FOLLOWING)
      expect(await lira.evaluate(isBefore, await button.elementHandle()), 'said before the button').toBe(true)
      await fillCard(page, cards.good)
      await description(page).fill(first)
      await button.click()
      await expect(said(page, words.added(first))).toBeVisible()
      await expect(cardLine(page, first)).toContainText('•••• 4358')
      for (const field of Object.values(cardFields(page))) await expect(field).toHaveValue('')

      await fillCard(page, { ...cards.masterCard, cvc: '' })
      await addButton(page).click()
      const second = 'Mastercard 5575'
      await expect(cardLine(page, second)).toBeVisible()

      const renamed = newWord('İş kartı')
      await fold(cardLine(page, second), words.rename).click()
      await cardLine(page, second).getByLabel(words.name).fill(renamed)
      await cardLine(page, second).getByRole('button', { name: words.saveName }).click()
      await expect(said(page, words.renamed(renamed))).toBeVisible()
      await expect(cardLine(page, renamed)).toBeVisible()

      await cardLine(page, first).getByRole('button', { name: words.makeDefault }).click()
      await expect(said(page, words.madeDefault(first))).toBeVisible()
      await expect(cardLine(page, first)).toContainText(words.isDefault)
      await expect(cardLine(page, renamed)).not.toContainText(words.isDefault)

      await fold(cardLine(page, renamed), words.remove).click()
      await expect(cardLine(page, renamed).getByText(words.question(renamed))).toBeVisible()
      await cardLine(page, renamed).getByRole('button', { name: words.removeForGood }).click()
      await expect(said(page, words.removed)).toBeVisible()
      await expect(cardLines(page)).toHaveCount(1)

      const [stored] = (await simulator.cards()).filter(({ card_desc }) => card_desc === first)
      const all = await simulator.cards(stored?.card_owner_id)
      expect(all.map(({ card_desc, card_no, deleted }) => [card_desc, card_no.slice(-4), deleted])).toEqual([
        [first, '4358', false],
        [renamed, '5575', true],
      ])
      expect(await page.content()).not.toMatch(/4355\s?0843|5571\s?1355/)
    })

    test('one click deletes nothing', async ({ page, context, app, stack, simulator }) => {
      const { customer, card } = await newCustomerWithCard(stack)
      await customer.signIn(context)
      await openCards(page, app.url, hasScripts)
      for (const control of await cardLine(page, card.card_desc).locator('summary').all()) await control.click()
      await expect(cardLine(page, card.card_desc).getByRole('button', { name: tr.removeForGood })).toBeVisible()
      expect(await simulator.cardCalls(card.card_owner_id, 'card_delete')).toEqual([])
      await page.reload()
      await expect(cardLine(page, card.card_desc)).toBeVisible()
      await expect(page.getByRole('button', { name: tr.removeForGood })).toBeHidden()
    })

    test('on a phone, nothing moves under the finger when a fold opens, and it can be cancelled', async ({ page, context, app, stack }) => {
      await page.setViewportSize({ width: 375, height: 700 })
      const { customer, card } = await newCustomerWithCard(stack)
      await customer.saveCard(newWord('İkinci'), cards.masterCard)
      await customer.signIn(context)
      await openCards(page, app.url, hasScripts)
      const line = cardLine(page, card.card_desc)
      const targets = [line.getByRole('button', { name: tr.makeDefault }), fold(line, tr.rename), fold(line, tr.remove)]
      // On the page, which scrolls to what is pressed.
      const places = async () => {
        const top = (await line.boundingBox())?.y ?? 0
        const boxes = await Promise.all(targets.map((target) => target.boundingBox()))
        return boxes.map((box) => box && { ...box, y: Math.round(box.y - top) })
      }
      const before = await places()
      for (const box of before) expect([(box?.width ?? 0) >= 44, (box?.height ?? 0) >= 44]).toEqual([true, true])
      for (const [label, button] of [
        [tr.rename, tr.saveName],
        [tr.remove, tr.removeForGood],
      ] as const) {
        await fold(line, label).click()
        await expect(line.getByRole('button', { name: button })).toBeVisible()
        expect(await places(), label).toEqual(before)
        await line.getByRole('link', { name: tr.cancel }).filter({ visible: true }).click()
        await expect(line.getByRole('button', { name: button })).toBeHidden()
        if (hasScripts) await expect(fold(line, label)).toBeFocused()
        expect(await places()).toEqual(before)
      }
    })

    test('reloading after a card was added or deleted does neither again', async ({ page, context, app, stack, simulator }) => {
      const { customer, card } = await newCustomerWithCard(stack)
      await customer.signIn(context)
      await openCards(page, app.url, hasScripts)
      const name = newWord('Yeni kart')
      await fillCard(page, cards.masterCard)
      await description(page).fill(name)
      await addButton(page).click()
      await expect(said(page, tr.added(name))).toBeVisible()
      await page.reload()
      await expect(cardLines(page)).toHaveCount(2)
      expect(await simulator.cardCalls(card.card_owner_id, 'card_save')).toHaveLength(1)

      await fold(cardLine(page, name), tr.remove).click()
      await cardLine(page, name).getByRole('button', { name: tr.removeForGood }).click()
      await expect(said(page, tr.removed)).toBeVisible()
      await page.reload()
      await expect(cardLines(page)).toHaveCount(1)
      expect(await simulator.cardCalls(card.card_owner_id, 'card_delete')).toHaveLength(1)
    })

    test('mistakes are reported at the form, and neither number nor code comes back', async ({ page, context, app, stack, simulator }) => {
      const { customer, card } = await newCustomerWithCard(stack)
      await customer.signIn(context)
      await openCards(page, app.url, hasScripts)
      await fillCard(page, { ...cards.good, number: '4355 0843 5508', cvc: '12' })
      await description(page).fill(cards.good.number)
      await addButton(page).click()
      await expect(page).toHaveTitle(/^Hata: /)
      await expect(page.getByRole('group', { name: 'Bir sorun var' }).getByRole('link')).toHaveText([
        'Kart numarası eksik. Bütün rakamları yazın.',
        'Güvenlik kodu 3 rakamdan oluşur, American Express kartlarda 4 rakamdan.',
        'Kart adında bir numara var. Buraya yalnızca kartı tanıyacağınız bir ad yazın.',
      ])
      await expect(description(page)).toHaveAttribute('aria-invalid', 'true')
      if (!hasScripts) {
        for (const field of [cardFields(page).number, cardFields(page).cvc, description(page)]) await expect(field).toHaveValue('')
        expect(await page.content()).not.toMatch(/4355\s?0843/)
      }
      expect((await simulator.cards(card.card_owner_id)).length).toBe(1)
    })

    test('an invalid name is refused at its field, in its open fold', async ({ page, context, app, stack, simulator }) => {
      const { customer, card } = await newCustomerWithCard(stack)
      await customer.signIn(context)
      await openCards(page, app.url, hasScripts)
      const line = cardLine(page, card.card_desc)
      await fold(line, tr.rename).click()
      const field = line.getByLabel(tr.name)
      const mistakes: Array<[typed: string, sentence: string]> = [
        ['', 'Kart için bir ad yazın.'],
        ['x'.repeat(51), 'Kart adı en çok 50 karakter olabilir.'],
        ['4355 0843 5508 4358', 'Kart adında bir numara var. Buraya yalnızca kartı tanıyacağınız bir ad yazın.'],
      ]
      for (const [typed, sentence] of mistakes) {
        await field.fill(typed)
        await line.getByRole('button', { name: tr.saveName }).click()
        await expect(field).toHaveAccessibleDescription(sentence)
        await expect(field).toHaveAttribute('aria-invalid', 'true')
        await expect(field).toBeVisible()
        await expect(page).toHaveTitle(/^Hata: /)
        if (hasScripts) await expect(field).toBeFocused()
      }
      expect(await page.content()).not.toMatch(/4355\s?0843/)
      expect(await simulator.cardCalls(card.card_owner_id, 'card_desc_update')).toEqual([])
    })
  })
}

test('after a change the list’s heading has the focus and the outcome is announced', async ({ page, context, app, stack }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  await openCards(page, app.url)
  await expect(page.getByRole('status').first(), 'the live region is there before it speaks').toBeAttached()
  const heading = page.getByRole('heading', { level: 1, name: tr.heading })
  await fold(cardLine(page, card.card_desc), tr.rename).click()
  const renamed = newWord('İş kartı')
  await page.getByLabel(tr.name).fill(renamed)
  await page.getByRole('button', { name: tr.saveName }).click()
  await expect(said(page, tr.renamed(renamed))).toBeVisible()
  await expect(heading).toBeFocused()

  await fold(cardLine(page, renamed), tr.remove).click()
  await page.getByRole('button', { name: tr.removeForGood }).click()
  await expect(said(page, tr.removed)).toBeVisible()
  await expect(heading).toBeFocused()
  await expect(page.getByText(tr.empty)).toBeVisible()
})

test('a card can be renamed and deleted using only the keyboard', async ({ page, context, app, stack, simulator }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  await openCards(page, app.url)
  const tabTo = async (isThere: () => Promise<boolean>, what: string) => {
    for (let presses = 0; presses < 25; presses += 1) {
      if (await isThere()) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`The keyboard does not reach ${what}`)
  }
  const has = (selector: string, text: string) => async () =>
    page.evaluate(
      ([wanted, label]) => {
        const at = document.activeElement
        return (at?.matches(wanted ?? '') && at.textContent?.startsWith(label ?? '')) ?? false
      },
      [selector, text],
    )

  await tabTo(has('summary', tr.rename), 'renaming')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  await expect(cardLine(page, card.card_desc).getByLabel(tr.name)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  const renamed = newWord('Klavye')
  await page.keyboard.type(renamed)
  await page.keyboard.press('Enter')
  await expect(said(page, tr.renamed(renamed))).toBeVisible()

  await tabTo(has('summary', tr.remove), 'deleting')
  await page.keyboard.press('Space')
  await tabTo(has('button', tr.removeForGood), 'the second step')
  await page.keyboard.press('Space')
  await expect(said(page, tr.removed)).toBeVisible()
  expect((await simulator.cards(card.card_owner_id)).map(({ deleted }) => deleted)).toEqual([true])
})

test('all twenty-five cards are shown, distinguishable but never with a number', async ({ page, context, app, stack, simulator }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await simulator.seedCards(card.card_owner_id, 24)
  await customer.signIn(context)
  await openCards(page, app.url)
  await expect(cardLines(page)).toHaveCount(25)
  const stored = await simulator.cards(card.card_owner_id)
  for (const { card_desc, card_no } of stored) await expect(cardLine(page, card_desc)).toContainText(`•••• ${card_no.slice(-4)}`)
  const markup = await page.content()
  expect(stored.filter(({ card_hash, card_no }) => markup.includes(card_hash) || markup.includes(card_no.slice(0, 6)))).toEqual([])
})

test('a card that has expired, expires soon or has no known date says so, and never 00/00', async ({
  page,
  context,
  app,
  stack,
  simulator,
}) => {
  const customer = await newCustomer(stack)
  const over = await customer.saveCard(newWord('Eski'), { ...cards.good, expiry: monthsAhead(-1) })
  const near = await customer.saveCard(newWord('Yakın'), { ...cards.masterCard, expiry: monthsAhead(1) })
  const far = await customer.saveCard(newWord('Uzun'), { ...cards.troy, expiry: monthsAhead(4) })
  const [seeded] = await simulator.seedCards(over.card_owner_id, 1)
  await simulator.cardFault('expiry-zero', over.card_owner_id, { service: 'card_list', times: 100 })
  await customer.signIn(context)
  await openCards(page, app.url)
  await expect(cardLine(page, over.card_desc)).toContainText(`Son kullanma tarihi: ${monthsAhead(-1)}Süresi doldu`)
  await expect(cardLine(page, near.card_desc)).toContainText(`Son kullanma tarihi: ${monthsAhead(1)}Süresi yakında doluyor`)
  await expect(cardLine(page, far.card_desc)).toContainText(`Son kullanma tarihi: ${monthsAhead(4)}`)
  await expect(cardLine(page, far.card_desc)).not.toContainText('Süresi')
  await expect(cardLine(page, seeded?.card_desc ?? '')).toContainText('Son kullanma tarihi: bilinmiyor')
  await expect(page.locator('main')).not.toContainText(/\b0?0\/(?:20)?00\b/)
})

test('Paynet’s name for a card is shown as plain text, and nothing is loaded from another host', async ({
  page,
  context,
  app,
  orders,
  stack,
  simulator,
}) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await simulator.cardFault('list-hostile', card.card_owner_id, { service: 'card_list', times: 100 })
  await customer.signIn(context)
  const { faults, foreign } = watchPage(page, app.url)
  const name = '<script>window.__hostile=true</script>'
  await openCards(page, app.url)
  // Its bank is known by its letters, whatever stands beside them.
  await expect(cardLine(page, name)).toContainText('Axess')
  await fold(cardLine(page, name), tr.remove).click()
  await expect(page.getByText(tr.question(name))).toBeVisible()
  await page.goto((await orders.make()).checkout_url)
  await expect(page.locator('label', { hasText: name })).toBeVisible()
  expect(await page.evaluate(() => '__hostile' in window)).toBe(false)
  await expect(page.locator('img[src="x"], img[src^="http"]')).toHaveCount(0)
  expect(foreign).toEqual([])
  expect(faults).toEqual([])
})

test('a card that Paynet lists for another owner is not shown', async ({ page, context, app, stack, simulator }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await simulator.cardFault('list-foreign-row', card.card_owner_id, { service: 'card_list', times: 100 })
  await customer.signIn(context)
  await openCards(page, app.url)
  await expect(cardLines(page)).toHaveCount(1)
  await expect(page.locator('main')).not.toContainText('Başkasının kartı')
})

test('a card deleted at Paynet disappears, and changing it from an older page says so', async ({
  page,
  context,
  app,
  stack,
  simulator,
}) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  await openCards(page, app.url)
  await simulator.deleteCardAtPaynet(card.card_hash)
  await fold(cardLine(page, card.card_desc), tr.rename).click()
  await page.getByLabel(tr.name).fill('Başka ad')
  await page.getByRole('button', { name: tr.saveName }).click()
  await expect(said(page, 'Bu kart artık kayıtlı değil.')).toBeVisible()
  await expect(cardLines(page)).toHaveCount(0)
  await page.reload()
  await expect(page.getByText(tr.empty)).toBeVisible()
})

for (const hasScripts of [true, false]) {
  test.describe(hasScripts ? 'Paynet down, with scripts' : 'Paynet down, without scripts', () => {
    test.use({ javaScriptEnabled: hasScripts })

    test('the last list is shown as such and cannot be changed, and is fresh again later', async ({
      page,
      context,
      app,
      stack,
      simulator,
    }) => {
      const { customer, card } = await newCustomerWithCard(stack)
      await simulator.cardFault('http-500', card.card_owner_id, { service: 'card_list', times: 1000 })
      await customer.signIn(context)
      await openCards(page, app.url, false)
      await expect(page.getByRole('group', { name: 'Kart listesi şu an güncellenemiyor' })).toBeVisible()
      await expect(cardLine(page, card.card_desc)).toContainText('•••• 4358')
      await expect(page.locator('main button, main form, main summary, main input')).toHaveCount(0)
      await simulator.clearFaults()
      await page.getByRole('link', { name: 'Yenile' }).click()
      await expect(fold(cardLine(page, card.card_desc), tr.remove)).toBeVisible()
      await expect(page.getByText('Kart listesi şu an güncellenemiyor')).toHaveCount(0)
    })
  })
}

test('a list that Paynet never ends is not taken as complete', async ({ page, context, app, stack, simulator }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await simulator.cardFault('has-more-lies', card.card_owner_id, { service: 'card_list', times: 1000 })
  await customer.signIn(context)
  await openCards(page, app.url, false)
  await expect(page.getByRole('group', { name: 'Kart listesi şu an güncellenemiyor' })).toBeVisible()
  await expect(cardLine(page, card.card_desc)).toBeVisible()
})

test('a double click adds one card, and deletes it with one call', async ({ page, context, app, stack, simulator }) => {
  const customer = await newCustomer(stack)
  await customer.signIn(context)
  await simulator.cardFault('slow', '', { service: 'card_save', ms: 400 })
  await openCards(page, app.url)
  const name = newWord('Çift')
  await fillCard(page, cards.good)
  await description(page).fill(name)
  const letAddingGo = await holdPosts(page)
  await addButton(page).dblclick()
  letAddingGo()
  await expect(said(page, tr.added(name))).toBeVisible()
  const [stored, ...more] = (await simulator.cards()).filter(({ card_desc }) => card_desc === name)
  expect(more).toEqual([])
  expect(await simulator.cardCalls(stored?.user_unique_id ?? '', 'card_save')).toHaveLength(1)
  expect(await simulator.cardCalls(stored?.card_owner_id ?? '', 'card_save')).toEqual([])

  await simulator.cardFault('slow', stored?.card_owner_id ?? '', { service: 'card_delete', ms: 400 })
  await fold(cardLine(page, name), tr.remove).click()
  const letDeletingGo = await holdPosts(page)
  await page.getByRole('button', { name: tr.removeForGood }).dblclick()
  letDeletingGo()
  await expect(said(page, tr.removed)).toBeVisible()
  expect(await simulator.cardCalls(stored?.card_owner_id ?? '', 'card_delete')).toHaveLength(1)
})

test('the same form sent twice simultaneously adds one card', async ({ stack, simulator }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  const form = fill(await readForm(customer.raw, CARDS, 'number'), { ...cards.masterCard, card_desc: newWord('İki kez') })
  const answers = await Promise.all([customer.raw.postForm(CARDS, form), customer.raw.postForm(CARDS, form)])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(answers.filter(({ body }) => body.includes('Bu form daha önce gönderildi'))).toHaveLength(1)
  expect(await simulator.cardCalls(card.card_owner_id, 'card_save')).toHaveLength(1)
})

test('if the answer to adding a card is lost, the app looks it up, and the card is there once', async ({
  page,
  context,
  app,
  stack,
  simulator,
}) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  await simulator.cardFault('answer-lost-after', card.card_owner_id, { service: 'card_save' })
  await openCards(page, app.url)
  const name = newWord('Kayıp')
  await fillCard(page, cards.masterCard)
  await description(page).fill(name)
  await addButton(page).click()
  await expect(said(page, tr.added(name))).toBeVisible()
  await expect(cardLine(page, name)).toContainText('12/')
  expect(await simulator.cardCalls(card.card_owner_id, 'card_save')).toHaveLength(1)
})

test('if the answer to a delete is lost, the app looks it up and reports the true outcome', async ({
  page,
  context,
  app,
  stack,
  simulator,
}) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  await openCards(page, app.url)
  const remove = async () => {
    await fold(cardLine(page, card.card_desc), tr.remove).click()
    await page.getByRole('button', { name: tr.removeForGood }).click()
  }
  await simulator.cardFault('answer-lost-before', card.card_owner_id, { service: 'card_delete' })
  await remove()
  await expect(said(page, 'Paynet’e şu an ulaşılamıyor.')).toBeVisible()
  await page.reload()
  await expect(cardLine(page, card.card_desc), 'not deleted, and so still there').toBeVisible()
  await simulator.cardFault('answer-lost-after', card.card_owner_id, { service: 'card_delete' })
  await remove()
  await expect(said(page, tr.removed)).toBeVisible()
  await expect(cardLines(page)).toHaveCount(0)
})

test('going back to the page shows the current cards and no card that was typed', async ({ page, context, app, stack }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await customer.signIn(context)
  await openCards(page, app.url)
  await fillCard(page, cards.masterCard)
  await page.goto(`${app.url}/account`)
  const again = await customer.saveCard(newWord('Meanwhile'), cards.troy)
  await page.goBack()
  await expect(cardLine(page, again.card_desc)).toBeVisible()
  await expect(cardLine(page, card.card_desc)).toBeVisible()
  for (const field of [cardFields(page).number, cardFields(page).cvc, cardFields(page).expiry]) await expect(field).toHaveValue('')
  expect(await page.content()).not.toContain(maskOf(cards.masterCard).slice(0, 6))
})

test('a visitor who is not signed in is sent to the sign-in page and back', async ({ page, app, stack }) => {
  const { customer, card } = await newCustomerWithCard(stack)
  await page.goto(`${app.url}${CARDS}`)
  await expect(page).toHaveURL(`${app.url}/login?next=${encodeURIComponent(CARDS)}`)
  await page.getByLabel('E-posta adresi').fill(customer.email)
  await page.locator('input[autocomplete="current-password"]').fill(customer.password)
  await page.getByRole('button', { name: 'Giriş yap' }).click()
  await expect(page).toHaveURL(`${app.url}${CARDS}`)
  await expect(cardLine(page, card.card_desc)).toBeVisible()
})
