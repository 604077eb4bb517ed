import { cards } from '@/e2e/harness/cards'
import { type Fields, formsOf, type RawShopper } from '@/e2e/harness/raw-shopper'
import { makeOrder, regular, resultOf, shopperOf } from './deeds'
import { shown } from './results'
import type { Stacks } from './stacks'
import { statesOf, type Visit } from './state'

export const resume = statesOf('resume', {
  // For each picture a payment of its own: there are three codes for one.
  code: async (stacks) => async (visit) => {
    const { stack, order, shopper } = await atTheBank(stacks)
    await visit.as(shopper, stack.app)
    await visit.go(`${stack.app.url}${resultOf(order)}`)
    await asksForCode(visit)
  },
  'code-again': async (stacks) => async (visit) => {
    const { stack, order, shopper, phone, link } = await withLink(stacks)
    await takeOver(phone, link)
    await visit.as(shopper, stack.app)
    await visit.go(`${stack.app.url}${resultOf(order)}`)
    await asksForCode(visit)
  },
  'carried-on-elsewhere': async (stacks) => {
    const { stack, order, shopper, phone, link } = await withLink(stacks)
    await takeOver(phone, link)
    return shown(stack, order, shopper)
  },
  'carried-on-here': async (stacks) => {
    const { stack, order, phone, link } = await withLink(stacks)
    await takeOver(phone, link)
    return shown(stack, order, phone)
  },
  link: async (stacks) => {
    const { stack, link } = await withLink(stacks)
    return ({ go }) => go(`${stack.app.url}${link}`)
  },
  'link-of-mine': async (stacks) => {
    const { stack, phone, link } = await withLink(stacks)
    await takeOver(phone, link)
    return async ({ as, go }) => {
      await as(phone, stack.app)
      await go(`${stack.app.url}${link}`)
    }
  },
  'link-used': async (stacks) => {
    const { stack, phone, link } = await withLink(stacks)
    await takeOver(phone, link)
    return ({ go }) => go(`${stack.app.url}${link}`)
  },
  'link-unknown': async (stacks) => {
    const stack = await stacks.of()
    return ({ go }) => go(`${stack.app.url}/r/${'A'.repeat(22)}`)
  },
})

async function asksForCode({ page, settle }: Visit): Promise<void> {
  const offer = page.locator('#phone')
  // On a phone it is not shown.
  if (!(await offer.isVisible())) return
  await offer.locator('summary').click()
  await offer.locator('button').click()
  await offer.locator('svg').waitFor()
  await settle()
}

async function atTheBank(stacks: Stacks) {
  const stack = await stacks.of()
  const order = await makeOrder(stack)
  const shopper = await regular(stack)
  await shopper.challenge(order.id, cards.good)
  return { stack, order, shopper }
}

/** The same, with the one-time link for another device. */
async function withLink(stacks: Stacks) {
  const begun = await atTheBank(stacks)
  const path = resultOf(begun.order)
  const { body } = await begun.shopper.postForm(path, await formOn(begun.shopper, path))
  const link = /\/r\/[\w-]{22}/.exec(body)?.[0]
  if (link === undefined) throw new Error('The payer got no link')
  return { ...begun, phone: shopperOf(begun.stack), link }
}

async function takeOver(phone: RawShopper, link: string): Promise<void> {
  const { status } = await phone.postForm(link, await formOn(phone, link))
  if (status !== 303) throw new Error(`The payment was not taken over: ${status}`)
}

async function formOn(raw: RawShopper, path: string): Promise<Fields> {
  return formsOf((await raw.request(path)).body)[0] ?? []
}
