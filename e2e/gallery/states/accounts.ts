import { newAddress } from '@/e2e/harness/addresses'
import { cards as testCards } from '@/e2e/harness/cards'
import { runNode } from '@/e2e/harness/child'
import { CARDS, linkToConfirm, newCustomer, newWord, postForm } from '@/e2e/harness/customer'
import type { RawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { accountFields, newEmail, PASSWORD, signInRaw } from '@/e2e/pages/account-pages'
import { fillCard } from '@/e2e/pages/shopper-page'
import { approveAt, customerWithCards, GOODS, makeOrder, shopperOf, untilPayment } from './deeds'
import { type Show, type State, statesOf } from './state'

const PAYMENTS = '/account/payments'

export const accounts: State[] = [
  ...statesOf('login', {
    empty: async (stacks) => at(await stacks.of(), '/login'),
    'with-mail': async (stacks) => at(await stacks.of('mailing'), '/login'),
    'on-the-way-to-an-order': async (stacks) => {
      const stack = await stacks.of()
      const { id } = await makeOrder(stack)
      return at(stack, `/login?next=/checkout/${id}`)
    },
    'fields-empty': async (stacks) => at(await stacks.of(), '/login', null, ({ press }) => press()),
    'wrong-password': async (stacks) => signsIn(await stacks.of(), newEmail()),
    'too-many-tries': async (stacks) => {
      const stack = await stacks.of()
      const { email } = await newCustomer(stack, { hasPaid: false })
      for (let time = 0; time < 10; time += 1) await signInRaw(shopperOf(stack), email, 'yanlış bir parola')
      return signsIn(stack, email)
    },
  }),
  ...statesOf('register', {
    empty: async (stacks) => at(await stacks.of(), '/register'),
    'fields-empty': async (stacks) => at(await stacks.of(), '/register', null, ({ press }) => press()),
    'fields-wrong': async (stacks) => registers(await stacks.of(), 'ayse@', '12345678'),
    'address-taken': async (stacks) => {
      const stack = await stacks.of()
      return registers(stack, (await newCustomer(stack, { hasPaid: false })).email, PASSWORD)
    },
    'with-mail': async (stacks) => at(await stacks.of('mailing'), '/register'),
    sent: async (stacks) => registers(await stacks.of('mailing'), newEmail(), PASSWORD),
    'sent-on-the-way-to-an-order': async (stacks) => {
      const stack = await stacks.of('mailing')
      return registers(stack, newEmail(), PASSWORD, `/register?next=/checkout/${(await makeOrder(stack)).id}`)
    },
  }),
  ...statesOf('confirm', {
    empty: confirms(),
    'fields-empty': confirms(({ press }) => press()),
    'common-password': confirms(async ({ page, press }) => {
      await accountFields(page).next.fill('galatasaray')
      await press()
    }),
    over: async (stacks) => at(await stacks.of('mailing'), `/register/${'A'.repeat(22)}`),
  }),
  ...statesOf('forgot', {
    empty: async (stacks) => at(await stacks.of('mailing'), '/forgot'),
    'fields-empty': async (stacks) => at(await stacks.of('mailing'), '/forgot', null, ({ press }) => press()),
    sent: async (stacks) =>
      at(await stacks.of('mailing'), '/forgot', null, async ({ page, press }) => {
        await accountFields(page).email.fill(newEmail())
        await press()
      }),
    'no-mail': async (stacks) => at(await stacks.of(), '/forgot'),
  }),
  ...statesOf('reset', {
    empty: async (stacks) => resets(await stacks.of()),
    'fields-empty': async (stacks) => resets(await stacks.of(), ({ press }) => press()),
    unknown: async (stacks) => at(await stacks.of(), `/reset/${'A'.repeat(22)}`),
  }),
  ...statesOf('account', {
    open: async (stacks) => {
      const stack = await stacks.of()
      return at(stack, '/account', (await newCustomer(stack)).raw)
    },
    'fields-empty': async (stacks) => {
      const stack = await stacks.of()
      return at(stack, '/account', (await newCustomer(stack)).raw, ({ press }) => press())
    },
    'wrong-password': async (stacks) => {
      const stack = await stacks.of()
      return at(stack, '/account', (await newCustomer(stack)).raw, async ({ page, press }) => {
        await accountFields(page).current.fill('yanlış bir parola')
        await accountFields(page).next.fill(PASSWORD)
        await press()
      })
    },
  }),
  ...statesOf('payments', {
    empty: async (stacks) => {
      const stack = await stacks.of()
      return at(stack, PAYMENTS, (await newCustomer(stack, { hasPaid: false })).raw)
    },
    one: async (stacks) => {
      const stack = await stacks.of()
      return at(stack, PAYMENTS, (await newCustomer(stack)).raw)
    },
    many: async (stacks) => {
      const stack = await stacks.of()
      const { raw } = await newCustomer(stack)
      for (const item of GOODS) await raw.pay((await makeOrder(stack, [item])).id, testCards.masterCard)
      await raw.pay((await makeOrder(stack, GOODS)).id, testCards.noLimit)
      await raw.challenge((await makeOrder(stack)).id, testCards.good)
      return at(stack, PAYMENTS, raw)
    },
    'more-than-a-page': async (stacks) => {
      const stack = await stacks.of()
      const { raw } = await newCustomer(stack)
      // The limit of payments from one address is twenty.
      for (let time = 0; time < 18; time += 1) await raw.pay((await makeOrder(stack)).id, testCards.good)
      return at(stack, PAYMENTS, raw)
    },
  }),
  ...statesOf('cards', {
    empty: async (stacks) => {
      const stack = await stacks.of()
      return at(stack, CARDS, (await newCustomer(stack)).raw)
    },
    'before-a-first-payment': async (stacks) => {
      const stack = await stacks.of()
      return at(stack, CARDS, (await newCustomer(stack, { hasPaid: false })).raw)
    },
    one: withCards(1),
    three: withCards(3),
    many: withCards(12),
    'expired-and-long': async (stacks) => {
      const stack = await stacks.of()
      const customer = await newCustomer(stack)
      await customer.saveCard(newWord('Eski'), { ...testCards.masterCard, expiry: '01/20' })
      await customer.saveCard(`Uzunadlıbirkart${'ı'.repeat(35)}`)
      return at(stack, CARDS, customer.raw)
    },
    'rename-open': withCards(2, async ({ page, settle }) => {
      await page.locator('[data-card-id]').first().locator('summary').first().click()
      await settle()
    }),
    'rename-to-nothing': {
      needsScripts: true,
      bring: withCards(2, async ({ page, settle }) => {
        const line = page.locator('[data-card-id]').first()
        await line.locator('summary').first().click()
        await line.locator('input[type="text"], input:not([type])').first().fill('')
        await line.locator('details[open] button[type="submit"]').last().click()
        await line.locator('[aria-invalid="true"]').waitFor()
        await settle()
      }),
    },
    'delete-open': withCards(2, async ({ page, settle }) => {
      await page.locator('[data-card-id]').first().locator('summary').last().click()
      await settle()
    }),
    'add-fields-empty': withCards(1, ({ press }) => press()),
    'add-fields-wrong': withCards(1, async ({ page, press }) => {
      await fillCard(page, { number: '4355 0843', expiry: '01/20', cvc: '1', holder: '4355084355084358' })
      await press()
    }),
    added: withCards(0, async ({ page, press }) => {
      await page.setExtraHTTPHeaders({ 'X-Forwarded-For': newAddress() })
      await fillCard(page, testCards.troy)
      await page.locator('input[name="card_desc"]').fill(newWord('Ortak kart'))
      await press()
    }),
    'paynet-down': async (stacks) => {
      const stack = await stacks.of()
      const { raw, owner } = await customerWithCards(stack, 2)
      await stack.simulator.cardFault('http-500', owner, { service: 'card_list', times: 10_000 })
      return at(stack, CARDS, raw)
    },
    'not-known-whether-saved': async (stacks) => {
      const stack = await stacks.of('patient')
      const { raw } = await newCustomer(stack)
      const order = await makeOrder(stack)
      const fields = await raw.fillForm(order.id, testCards.masterCard)
      await stack.simulator.fault('answer-lost-after', order.reference, { service: 'tds_charge' })
      const filled = fields.filter(([name]) => name !== 'save_card' && name !== 'card_desc')
      const started = await raw.postForm(`/checkout/${order.id}`, [...filled, ['save_card', 'on'], ['card_desc', 'Kredi kartım']])
      await approveAt(raw, new URL(started.headers.location ?? '', stack.app.url).pathname)
      await untilPayment(stack, order, 'succeeded')
      return at(stack, CARDS, raw)
    },
    'phone-empty': async (stacks) => phone(await stacks.of('phone'), async ({ press }) => press()),
    phone: async (stacks) => phone(await stacks.of('phone'), async () => {}),
    'phone-code': async (stacks) => phone(await stacks.of('phone'), sendsCode),
    'phone-code-wrong': async (stacks) =>
      phone(await stacks.of('phone'), async (visit) => {
        await sendsCode(visit)
        await visit.page.locator('input[autocomplete="one-time-code"]').fill('XXXX')
        await pressBeside(visit, 'one-time-code')
      }),
    'phone-verified': async (stacks) =>
      phone(await stacks.of('phone'), async (visit) => {
        await sendsCode(visit)
        await visit.page.locator('input[autocomplete="one-time-code"]').fill('ART2')
        await pressBeside(visit, 'one-time-code')
        await visit.page.locator('input[autocomplete="cc-number"]').waitFor()
        await visit.settle()
      }),
  }),
]

/** A page of this shop, perhaps as somebody, and what is done there. */
function at({ app }: Stack, path: string, raw: RawShopper | null = null, then: Show = async () => {}): Show {
  return async (visit) => {
    if (raw) await visit.as(raw, app)
    await visit.go(`${app.url}${path}`)
    await then(visit)
  }
}

function signsIn(stack: Stack, email: string): Show {
  return at(stack, '/login', null, async ({ page, press }) => {
    await accountFields(page).email.fill(email)
    await accountFields(page).current.fill('yanlış bir parola')
    await press()
  })
}

/** Registered, and holding the mail with the link. */
function confirms(then: Show = async () => {}): State['bring'] {
  return async (stacks) => {
    const [stack, mailbox] = [await stacks.of('mailing'), await stacks.mailbox()]
    const email = newEmail()
    await postForm(shopperOf(stack), '/register', 'email', { email, password: PASSWORD })
    return at(stack, await linkToConfirm(mailbox, email), null, then)
  }
}

function registers(stack: Stack, email: string, password: string, path = '/register'): Show {
  return at(stack, path, null, async ({ page, press }) => {
    await accountFields(page).email.fill(email)
    await accountFields(page).next.fill(password)
    await press()
  })
}

async function resets(stack: Stack, then: Show = async () => {}): Promise<Show> {
  const { email } = await newCustomer(stack, { hasPaid: false })
  const { output } = await runNode('dist/user.js', ['reset', email], stack.app.env)
  return at(stack, /\/reset\/[\w-]+/.exec(output)?.[0] ?? '/reset/', null, then)
}

function withCards(count: number, then: Show = async () => {}): State['bring'] {
  return async (stacks) => {
    const stack = await stacks.of()
    return at(stack, CARDS, (await customerWithCards(stack, count)).raw, then)
  }
}

async function phone(stack: Stack, then: Show): Promise<Show> {
  await stack.simulator.settings({ otp_required: true })
  return async (visit) => at(stack, CARDS, (await newCustomer(stack)).raw, then)(visit)
}

let phones = 0
const sendsCode: Show = async (visit) => {
  phones += 1
  const field = visit.page.locator('input[autocomplete="tel-national"]')
  await field.fill(`532${String(process.pid).slice(-4).padStart(4, '0')}${100 + phones}`)
  await pressBeside(visit, 'tel-national')
  await visit.page.locator('input[autocomplete="one-time-code"]').waitFor()
  await visit.settle()
}

/** The page may have several forms: this presses the last button of the one with this field. */
const pressBeside = async ({ page, settle }: Parameters<Show>[0], token: string): Promise<void> => {
  const form = page.locator('main form').filter({ has: page.locator(`input[autocomplete="${token}"]`) })
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await form.locator('button[type="submit"]').last().click()
  await answered
  await settle()
}
