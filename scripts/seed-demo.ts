import { close } from '../db/client'
import { register } from '../lib/accounts/accounts'
import { saveCard } from '../lib/cards/save'
import { now } from '../lib/clock'
import { newId } from '../lib/ids'
import { DEMO_PASSWORD, DEMO_PEOPLE } from './demo-people'

/** Gives the demo its people, each with cards that Paynet really keeps. People who are there already are left alone. */
const ADDRESS = 'demo'

for (const { email, holder, cards } of DEMO_PEOPLE) {
  const registered = await register({ email, password: DEMO_PASSWORD }, { address: ADDRESS }, await now())
  if (!registered.ok) continue
  for (const { number, description, monthsLeft } of cards) {
    const card = { holder, number, expiry: monthAhead(monthsLeft), cvc: '' }
    const saved = await saveCard(registered.value.id, { formKey: newId(), card, description }, ADDRESS, now)
    if (!saved.ok) throw new Error(`The card of ${email} was not saved: ${saved.failure.kind}`)
  }
}
await close()

function monthAhead(months: number): string {
  const then = new Date()
  then.setUTCDate(1)
  then.setUTCMonth(then.getUTCMonth() + months)
  return `${then.getUTCMonth() + 1}/${then.getUTCFullYear()}`
}
