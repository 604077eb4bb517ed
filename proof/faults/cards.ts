import { setTimeout as sleep } from 'node:timers/promises'
import { type Card, cards } from '@/e2e/harness/cards'
import { CARDS, type Customer, fill, idOfCard, newCustomer, newWord, readForm } from '@/e2e/harness/customer'
import { type Fields, inputsOf } from '@/e2e/harness/raw-shopper'
import type { StoredCard } from '@/e2e/harness/simulator'
import type { Case } from './cases'
import { forgetUses } from './history'
import { type Fault, TIMES } from './menu'
import type { CardExpectation, CardTold } from './oracle'
import type { FaultRig } from './rig'
import type { Arming, Service } from './switch'
import type { Verdict } from './verdict'

/** A customer with saved cards who presses buttons while Paynet or the network misbehaves. */
type Walk = { rig: FaultRig; customer: Customer; owner: string; told: CardTold[]; problems: string[] }

/** Changes per account are limited, so a customer is replaced well before the limit. */
const WALKS_OF_A_CUSTOMER = 12
type Regular = { customer: Customer; owner: string; walks: number }
const regulars: Regular[] = []

export async function walkCards(rig: FaultRig, one: Case, expected: CardExpectation): Promise<Verdict> {
  const isSave = one.service === 'card_save'
  const regular = (isSave ? undefined : regulars.pop()) ?? (await newRegular(rig))
  const walk: Walk = { rig, ...regular, told: [], problems: [] }
  const verdict = await walks[one.service as keyof typeof walks](walk, one, expected)
  regular.walks += 1
  if (!isSave && verdict.problems.length === 0 && regular.walks < WALKS_OF_A_CUSTOMER) regulars.push(regular)
  return verdict
}

const walks = {
  card_save: saveWithFault,
  card_delete: (walk: Walk, one: Case, expected: CardExpectation) => changeWithFault(walk, one, expected, 'delete'),
  card_desc_update: (walk: Walk, one: Case, expected: CardExpectation) => changeWithFault(walk, one, expected, 'rename'),
  card_list: listWithFault,
}

async function newRegular({ stack }: FaultRig): Promise<Regular> {
  await forgetUses(stack.app.env.DATABASE_URL ?? '')
  const customer = await newCustomer(stack)
  const { card_owner_id: owner } = await customer.saveCard(newWord('İlk kart'))
  return { customer, owner, walks: 0 }
}

async function saveWithFault(walk: Walk, one: Case, expected: CardExpectation): Promise<Verdict> {
  const { rig, owner, told } = walk
  const before = rig.faults.callsOf('card_save', owner)
  const [name, other] = [newWord('Yeni kart'), newWord('Öbür kart')]
  const press = async (card: Card, card_desc: string) => {
    await post(walk, fill(await readForm(walk.customer.raw, CARDS, 'number'), { ...card, card_desc }))
  }
  const form = fill(await readForm(walk.customer.raw, CARDS, 'number'), { ...cards.masterCard, card_desc: name })
  const arming = await arm(walk, 'card_save', one)
  await post(walk, form)
  if (one.repeat === 'every') await press(cards.troy, other)
  await finish(walk, arming)
  const presses = told.length
  const again = one.repeat === 'first' && one.when === 'before' && told[0] !== 'done' ? 1 : 0
  if (again) {
    await press(cards.masterCard, name)
    if (told.at(-1) !== 'done') walk.problems.push('the card could not be saved afterwards')
  }
  const stored = one.when === 'before' && expected.told[0] !== 'done' ? again : presses
  const isNew = ({ card_desc }: StoredCard) => card_desc === name || card_desc === other
  await untilTruthful(walk, `${stored} of the new cards`, (kept) => kept.filter(isNew).length === stored)
  const calls = rig.faults.callsOf('card_save', owner) - before
  if (calls > presses + again) walk.problems.push(`${presses + again} presses, ${calls} calls`)
  return conclude(walk, expected, `presses ${presses + again}`, `save ${calls}`)
}

/** Renames or deletes a card. It is never reported as done before it is, and pressing again mends it. */
async function changeWithFault(walk: Walk, one: Case, expected: CardExpectation, intent: 'rename' | 'delete'): Promise<Verdict> {
  const { rig, owner, told } = walk
  const service = one.service
  const before = rig.faults.callsOf(service, owner)
  const card = await seedCard(walk)
  const name = newWord('Yeni ad')
  const isDone = (kept: StoredCard[]) =>
    kept.every(({ card_hash, card_desc }) => card_hash !== card.card_hash || (intent === 'rename' && card_desc === name))
  let presses = 0
  const readIt = async () => fill(await readForm(walk.customer.raw, CARDS, 'card', card.id), { description: name, intent })
  const press = async (form: Fields) => {
    presses += 1
    const said = await post(walk, form)
    if (said === 'done' && !isDone(await keptCards(walk))) walk.problems.push('told that it is done, and it is not')
  }
  const form = await readIt()
  const arming = await arm(walk, service, one)
  await press(form)
  if (one.repeat === 'every' && told.at(-1) !== 'done') await press(await readIt())
  await finish(walk, arming)
  if (one.when === 'before' && told.at(-1) !== 'done') await press(await readIt())
  await untilTruthful(walk, 'the change', isDone)
  const calls = rig.faults.callsOf(service, owner) - before
  if (calls > presses) walk.problems.push(`${presses} presses, ${calls} calls`)
  return conclude(walk, expected, `presses ${presses}`, `${service.replace('card_', '')} ${calls}`, card)
}

/** A list that does not arrive decides nothing: neither that a change was made nor that cards are gone. */
async function listWithFault(walk: Walk, one: Case, expected: CardExpectation): Promise<Verdict> {
  const { rig, owner } = walk
  const card = await seedCard(walk)
  const name = newWord('Yeni ad')
  const lost: Fault = { name: 'close', when: one.when, does: { kind: 'close', acts: one.when === 'after' } }
  const form = fill(await readForm(walk.customer.raw, CARDS, 'card', card.id), { description: name, intent: 'rename' })
  const isOutage = one.fault.does.kind === 'outage'
  const losing = await rig.arm('card_desc_update', owner, lost, 1)
  const arming = await arm(walk, 'card_list', one)
  await post(walk, form)
  const isFresh = expected.told[0] === 'done' || one.fault.name.startsWith('list-') || one.fault.name === 'expiry-zero'
  if (one.repeat === 'every' || isOutage) {
    const page = await showCards(walk)
    if (page.names.length === 0) walk.problems.push('the cards that are known are not shown')
    if (page.isStale && isFresh) walk.problems.push('told that the list is old, and it is not')
  }
  await losing.clear()
  await finish(walk, arming)
  const isRenamed = (kept: StoredCard[]) => kept.some(({ card_desc }) => card_desc === name) === (!isOutage && one.when === 'after')
  await untilTruthful(walk, 'as renamed or not', isRenamed)
  const calls = rig.faults.callsOf('card_list', owner)
  return conclude(walk, expected, 'lost rename', `list ${calls}`, card)
}

/**
 * A user's first card is saved with a payment, and the charge's answer is lost. The card is told of by one more call
 * with the same pair; where that is lost, too, the page says that it does not know, and the next card brings both.
 */
export async function walkFirstCard(rig: FaultRig, { fault, repeat }: Case): Promise<Verdict> {
  const { simulator, orders } = rig.stack
  const problems: string[] = []
  const customer = await newCustomer(rig.stack)
  const [order, name] = [await orders.make(), newWord('İlk kart')]
  const form = fill(await customer.raw.fillForm(order.id, cards.good), { save_card: 'on', card_desc: name })
  const started = await customer.raw.postForm(`/checkout/${order.id}`, form)
  const leaving = await customer.raw.request(started.headers.location ?? '')
  const { session_id = '', token_id = '' } = Object.fromEntries(inputsOf(leaving.body))
  const back = await customer.raw.approve({ paymentId: '', path: '', pair: { session_id, token_id } })
  const arming = await rig.arm('tds_charge', order.reference, fault, repeat === 'first' ? 1 : undefined)
  await customer.raw.comeBack(back)

  const told: string[] = []
  const look = async () => {
    const text = mainOf((await customer.raw.request(CARDS)).body)
    const said = text.includes(name) ? 'there' : /yanıt bekliyoruz/.test(text) ? 'soon' : /öğrenemedik/.test(text) ? 'later' : 'none'
    if (said !== told.at(-1)) told.push(said)
    return said
  }
  const until = async (wanted: string) => {
    for (const end = performance.now() + FIRST_CARD_WITHIN_MS; performance.now() < end; await sleep(300)) {
      if ((await look()) === wanted) return
      await customer.raw.request(`/checkout/${order.id}/result`)
    }
    problems.push(`the page does not come to say "${wanted}"`)
  }
  await until(repeat === 'first' ? 'there' : 'later')
  if (arming.met() === 0) problems.push('the fault was never met')
  await arming.clear()
  await sleep(2 * TIMES.quiet)
  if (repeat === 'every') await customer.saveCard(newWord('Sonraki kart'), cards.masterCard)
  await until('there')

  const calls = rig.faults.callsOf('tds_charge', order.reference)
  const kept = (await simulator.cards()).filter(({ card_desc }) => card_desc === name)
  const paths = await rig.history.pathsOf(order.id)
  if (told.includes('none')) problems.push('told that there is no card, while it is not known')
  if (kept.length !== 1) problems.push(`Paynet keeps it ${kept.length} times`)
  if ((await simulator.successes(order.reference)).length !== 1) problems.push('not charged once')
  if ((await orders.read(order.id)).status !== 'paid') problems.push('the order is not paid')
  if (calls !== 2) problems.push(`${calls} charges, not two`)
  if ((await simulator.calls(order.reference)).some(({ overlapping }) => overlapping)) problems.push('overlapping charges')
  const path = paths.map((statuses) => statuses.join('>')).join(' | ')
  return { path, told: told.join(' then '), calls: `charge ${calls}`, problems }
}

function arm({ rig, owner }: Walk, service: Service, { fault, repeat }: Case): Promise<Arming> {
  return rig.arm(service, owner, fault, repeat === 'first' ? 1 : undefined)
}

async function finish({ problems }: Walk, arming: Arming): Promise<void> {
  if (arming.met() === 0) problems.push('the fault was never met')
  await arming.clear()
}

/** Presses a form's button; returns what the page then says. */
async function post({ customer, told }: Walk, form: Fields): Promise<CardTold> {
  const said = toldBy(mainOf((await customer.raw.postForm(CARDS, form)).body))
  told.push(said)
  return said
}

/** A card that reached Paynet without us, found by the page that lists it. */
async function seedCard({ rig, owner, customer }: Walk): Promise<StoredCard & { id: string }> {
  const [seeded] = await rig.stack.simulator.seedCards(owner, 1)
  if (!seeded) throw new Error('Paynet made up no card')
  const page = await customer.raw.request(CARDS)
  return { ...seeded, id: idOfCard(page.body, seeded.card_desc) }
}

async function keptCards({ rig, owner }: Walk): Promise<StoredCard[]> {
  return (await rig.stack.simulator.cards(owner)).filter((card) => !card.deleted)
}

async function showCards({ customer }: Walk): Promise<{ names: string[]; isStale: boolean }> {
  const { body } = await customer.raw.request(CARDS)
  const names = [...body.matchAll(/<li data-card-id="[\s\S]*?<h2[^>]*>([\s\S]*?)<\/h2>/g)].map(([, name = '']) =>
    name.replace(/<[^>]*>/g, ''),
  )
  return { names, isStale: STALE.test(mainOf(body)) }
}

/** Once the fault is over, Paynet has what it should and the page shows exactly that. */
async function untilTruthful(walk: Walk, what: string, isRight: (kept: StoredCard[]) => boolean): Promise<void> {
  const end = performance.now() + TRUTH_WITHIN_MS
  for (;;) {
    const kept = await keptCards(walk)
    const page = await showCards(walk)
    const [names, shown] = [kept.map(({ card_desc }) => card_desc), page.names].map((list) => list.sort().join(', '))
    if (!page.isStale && shown === names && isRight(kept)) return
    if (performance.now() > end) {
      walk.problems.push(`Paynet keeps ${names}, the page shows ${shown}; it should be ${what}`)
      return
    }
    await sleep(500)
  }
}

async function conclude(walk: Walk, expected: CardExpectation, path: string, calls: string, card?: StoredCard): Promise<Verdict> {
  const [first] = walk.told
  if (!first || !expected.told.includes(first)) walk.problems.push(`should be told ${expected.told.join(' or ')} first`)
  if (card && (await keptCards(walk)).some(({ card_hash }) => card_hash === card.card_hash)) {
    await walk.rig.stack.simulator.deleteCardAtPaynet(card.card_hash)
  }
  return { path, told: walk.told.join(' then '), calls, problems: walk.problems }
}

const TRUTH_WITHIN_MS = 15_000
/** A lost answer is noticed at its deadline; the card is asked for a quiet time later. */
const FIRST_CARD_WITHIN_MS = 45_000
const STALE = /Kart listesi şu an güncellenemiyor/

/** The visible text, without what scripts hold. */
function mainOf(html: string): string {
  const main = /<main[\s\S]*?<\/main>/.exec(html)?.[0] ?? html
  return main.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<[^>]+>/g, ' ')
}

function toldBy(text: string): CardTold {
  if (/ eklendi\.|Kartın yeni adı:|Kart silindi\./.test(text)) return 'done'
  if (/kart eklenemedi/.test(text)) return 'refused'
  if (/yanıt alınamadı\. Kart listede|şu an ulaşılamıyor/.test(text) || STALE.test(text)) return 'unsure'
  return 'nothing'
}
