import { newAddress } from '@/e2e/harness/addresses'
import { clockAhead } from '@/e2e/harness/app'
import { type Card, cards } from '@/e2e/harness/cards'
import { newCustomer } from '@/e2e/harness/customer'
import type { Stack } from '@/e2e/harness/stack'
import { bank, fillCard } from '@/e2e/pages/shopper-page'
import { checkoutOf, customerDeclined, customerWithCards, GOODS, MANY_ITEMS, makeOrder, regular } from './deeds'
import type { Stacks } from './stacks'
import { type Show, type State, statesOf, type Visit } from './state'

const DAY_MS = 24 * 3_600_000

export const checkout: State[] = statesOf('checkout', {
  guest: opened((stack) => makeOrder(stack)),
  'six-items': opened((stack) => makeOrder(stack, GOODS, { description: 'Salı günü kapınızda' })),
  'hundred-items': opened((stack) => makeOrder(stack, MANY_ITEMS)),
  'no-items': opened(({ orders }) => orders.make({ amount: 38_900 })),
  'large-amount': opened(({ orders }) => orders.make({ amount: 1_234_567_890, cancel_url: 'https://www.example.com/sepet' })),
  'long-names': async (stacks) => {
    const stack = await stacks.of('long')
    const order = await makeOrder(stack, [{ name: 'Uzunadlıbirürün'.repeat(9), quantity: 99, unit_amount: 38_900 }, ...GOODS.slice(1, 3)], {
      reference: `${stack.orders.newReference()}-`.padEnd(40, 'W'),
      description: 'Uzun bir açıklama '.repeat(7).trim(),
    })
    return ({ go }) => go(order.checkout_url)
  },
  branded: async (stacks) => {
    const order = await makeOrder(await stacks.of('branded'), GOODS.slice(0, 3))
    return ({ go }) => go(order.checkout_url)
  },
  'card-typed': typed(cards.good, false),
  'amex-typed': typed(cards.amex, false),
  'fields-empty': typed({ number: '', expiry: '', cvc: '', holder: '' }),
  'fields-wrong': typed({ number: '4355 0843', expiry: '01/20', cvc: '1', holder: '4355084355084358' }),
  'start-refused': typed(cards.refusedAtStart),
  'paynet-down': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    await stack.simulator.fault('http-500', order.reference, { service: 'tds_initial', times: 100 })
    return pays(order.checkout_url, cards.good)
  },
  'too-many-tries': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    for (let time = 0; time < 10; time += 1) await shopper.challenge(order.id, cards.good)
    return pays(order.checkout_url, cards.good)
  },
  offline: {
    needsScripts: true,
    bring: async (stacks) => {
      const order = await makeOrder(await stacks.of())
      return async ({ page, context, go, settle }) => {
        await go(order.checkout_url)
        await fillCard(page, cards.good)
        await context.setOffline(true)
        await page.locator('main button[type="submit"]').last().click()
        await page.locator('[role="group"][aria-labelledby], [role="alert"]').first().waitFor()
        await settle()
      }
    },
  },
  'by-phone': async (stacks) => {
    const { checkout_url } = await makeOrder(await stacks.of())
    return async (visit) => {
      await visit.go(checkout_url)
      await unfolds(visit)
    }
  },
  'by-phone-or-mail': async (stacks) => {
    const { checkout_url } = await makeMailedOrder(stacks)
    return async (visit) => {
      await visit.go(checkout_url)
      await unfolds(visit)
    }
  },
  // For each picture an order of its own: a link is mailed once in a while.
  'by-phone-or-mail-sent': async (stacks) => async (visit) => {
    const { checkout_url } = await makeMailedOrder(stacks)
    await visit.go(checkout_url)
    if (!(await unfolds(visit))) return
    await visit.page.locator('button[form="send-link"]').click()
    await visit.page.locator('[role="status"].text-good').waitFor()
    await visit.settle()
  },
  'after-a-decline': declinedOf(cards.noLimit),
  'after-a-decline-of-a-stolen-card': declinedOf(cards.stolen),
  'after-three-declines': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack, GOODS.slice(0, 3))
    const shopper = await regular(stack)
    for (let time = 0; time < 3; time += 1) await shopper.pay(order.id, cards.refused)
    return async ({ as, go }) => {
      await as(shopper, stack.app)
      await go(order.checkout_url)
    }
  },
  'after-a-decline-of-a-saved-card': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack, GOODS.slice(0, 3))
    const shopper = await customerDeclined(stack, order)
    return async ({ as, go }) => {
      await as(shopper, stack.app)
      await go(order.checkout_url)
    }
  },
  'wishing-a-new-card': async (stacks) => {
    const stack = await stacks.of()
    const customer = await customerWithCards(stack, 2)
    const order = await makeOrder(stack)
    return async ({ as, go }) => {
      await as(customer.raw, stack.app)
      await go(`${order.checkout_url}?card=new`)
    }
  },
  'back-from-the-bank': async (stacks) => {
    const stack = await stacks.of()
    return async ({ page, go, settle }) => {
      const order = await makeOrder(stack)
      await go(order.checkout_url)
      await fillCard(page, cards.good)
      await page.locator('main button[type="submit"]').last().click()
      await bank.code(page).waitFor()
      while (page.url() !== order.checkout_url) await page.goBack()
      await settle()
    }
  },
  'an-attempt-at-the-bank-in-another-tab': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    const shopper = await regular(stack)
    await shopper.challenge(order.id, cards.good)
    return async ({ as, go }) => {
      await as(shopper, stack.app)
      await go(order.checkout_url)
    }
  },
  'an-attempt-of-somebody-else': async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    await (await regular(stack)).challenge(order.id, cards.good)
    return ({ go }) => go(order.checkout_url)
  },
  'signed-in-without-cards': signedIn(0),
  'signed-in-with-1-card': signedIn(1),
  'signed-in-with-3-cards': signedIn(3),
  'signed-in-with-8-cards': signedIn(8),
  'signed-in-with-an-expired-card': async (stacks) => {
    const stack = await stacks.of()
    const customer = await newCustomer(stack)
    await customer.saveCard('Eski kartım', { ...cards.masterCard, expiry: '01/20' })
    await customer.saveCard('Kredi kartım')
    const order = await makeOrder(stack)
    return async ({ as, go }) => {
      await as(customer.raw, stack.app)
      await go(order.checkout_url)
    }
  },
  'saving-a-card': async (stacks) => {
    const stack = await stacks.of()
    const customer = await customerWithCards(stack, 1)
    const order = await makeOrder(stack)
    return async ({ page, as, go, settle }) => {
      await as(customer.raw, stack.app)
      await go(order.checkout_url)
      await page.locator('input[name="saved_card"][value="new"]').check()
      await page.locator('input[name="save_card"]').check()
      await settle()
    }
  },
  'saving-a-card-with-mistakes': async (stacks) => {
    const stack = await stacks.of()
    const customer = await customerWithCards(stack, 1)
    const order = await makeOrder(stack)
    return async ({ page, as, go, press }) => {
      await as(customer.raw, stack.app)
      await go(order.checkout_url)
      await page.locator('input[name="saved_card"][value="new"]').check()
      await page.locator('input[name="save_card"]').check()
      await page.locator('input[name="card_desc"]').fill('4355 0843 5508 4358')
      await press()
    }
  },
  cancelled: async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack)
    await stack.orders.cancel(order.id)
    return ({ go }) => go(order.checkout_url)
  },
  expired: async (stacks) => {
    const { app, orders } = await stacks.own()
    const order = await orders.make({ cancel_url: 'https://www.example.com/sepet' })
    await app.stop()
    await app.start(clockAhead(DAY_MS + 60_000))
    return ({ go }) => go(order.checkout_url)
  },
  unknown: async (stacks) => {
    const { app } = await stacks.of()
    return ({ go }) => go(`${app.url}${checkoutOf({ id: 'A'.repeat(22) })}`)
  },
})

function opened(make: (stack: Stack) => Promise<{ checkout_url: string }>): State['bring'] {
  return async (stacks) => {
    const { checkout_url } = await make(await stacks.of())
    return ({ go }) => go(checkout_url)
  }
}

async function makeMailedOrder(stacks: Stacks) {
  return makeOrder(await stacks.of('mailing'), GOODS.slice(0, 2), { customer: { name: 'Ayşe Yılmaz', email: 'ayse@example.com' } })
}

/** Opens how to pay on a phone. False on what is most likely one: it is not shown there. */
async function unfolds({ page, settle }: Visit): Promise<boolean> {
  const offer = page.locator('details.unfold').filter({ has: page.locator('svg') })
  if (!(await offer.isVisible())) return false
  await offer.locator('summary').click()
  await settle()
  return true
}

/** A guest types this. */
function typed(card: Card, isSent = true): State['bring'] {
  return async (stacks) => {
    const { checkout_url } = await makeOrder(await stacks.of())
    return pays(checkout_url, card, isSent)
  }
}

function pays(url: string, card: Card, isSent = true): Show {
  return async ({ page, go, press, settle }) => {
    await page.setExtraHTTPHeaders({ 'X-Forwarded-For': newAddress() })
    await go(url)
    await fillCard(page, card)
    await (isSent ? press() : settle())
  }
}

function declinedOf(card: Card): State['bring'] {
  return async (stacks) => {
    const stack = await stacks.of()
    const order = await makeOrder(stack, GOODS.slice(0, 3))
    const shopper = await regular(stack)
    await shopper.pay(order.id, card)
    return async ({ as, go }) => {
      await as(shopper, stack.app)
      await go(order.checkout_url)
    }
  }
}

function signedIn(count: number): State['bring'] {
  return async (stacks: Stacks) => {
    const stack = await stacks.of()
    const { raw } = await customerWithCards(stack, count)
    const order = await makeOrder(stack, GOODS.slice(0, 3))
    return async ({ as, go }) => {
      await as(raw, stack.app)
      await go(order.checkout_url)
    }
  }
}
