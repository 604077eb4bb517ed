import { notFound } from 'next/navigation'
import { AddCard } from '@/components/cards/add-card'
import { lineOf } from '@/components/cards/card-in-words'
import { SavedCards } from '@/components/cards/saved-cards'
import { VerifyPhone } from '@/components/cards/verify-phone'
import { requireUser } from '@/lib/accounts/session'
import { listCards } from '@/lib/cards/list'
import { readOtpStep } from '@/lib/cards/otp'
import { maySaveCards } from '@/lib/cards/save'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { countPaymentsByCard } from '@/lib/payments/customer-payments'
import { newIdempotencyKey } from '@/lib/payments/idempotency-key'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { requirePart } from '@/lib/web/parts'
import { isRefusedRequest } from '@/lib/web/refused-request'
import { currentWayBack, keepWayBack } from '@/lib/web/way-back'
import { addCard, changeCard, verifyPhone } from './actions'

export default async function Cards() {
  requirePart('accounts')
  const user = await requireUser()
  if (await isRefusedRequest()) notFound()
  const moment = await now()
  const { cardOtp, isLive, merchantName } = env()
  const [{ cards, isFresh, untold }, otp, mayAdd, payments] = await Promise.all([
    listCards(user.id, now),
    cardOtp ? readOtpStep(user.id, moment) : null,
    maySaveCards(user.id),
    countPaymentsByCard(user.id),
  ])

  const locale = await currentLocale()
  const messages = messagesFor(locale)
  const words = messages.cards
  const back = await currentWayBack()
  const path = keepWayBack(back, '/account/cards')
  const lines = cards.map((card) => {
    const count = payments.get(card.id) ?? 0
    const href = keepWayBack(back, '/account/payments', { card: card.id })
    return lineOf(card, count === 0 ? null : { count, href }, locale, words)
  })
  const title = `${words.title} – ${merchantName}`
  const warning = !isFresh
    ? { heading: words.staleHeading, text: cards.length > 0 ? words.staleText : words.staleEmpty }
    : untold && { heading: words.untoldHeading, text: words.untold[untold] }
  return (
    <main className="mx-auto w-full max-w-lg flex-1 px-4 py-8 sm:px-8 sm:py-12">
      {isFresh && mayAdd ? null : <title>{title}</title>}
      <meta name="robots" content="noindex" />
      {warning ? (
        <div role="group" aria-labelledby="warning" className="mb-8 rounded-control border border-wait p-4">
          <h2 id="warning" className="font-semibold text-wait">
            {warning.heading}
          </h2>
          <p className="mt-1">{warning.text}</p>
          <a className="inline-flex min-h-11 items-center" href={path}>
            {words.reload}
          </a>
        </div>
      ) : null}
      <SavedCards
        cards={lines}
        heading={words.heading}
        empty={warning ? '' : words.empty}
        action={isFresh ? changeCard : null}
        path={path}
        words={words.list}
      />
      {isFresh ? (
        <section aria-labelledby="add-heading" className="mt-10">
          <h2 id="add-heading" className="mb-4 text-xl font-semibold tracking-tight">
            {!mayAdd
              ? words.payFirst.heading
              : otp?.step === 'phone'
                ? words.otp.phoneHeading
                : otp?.step === 'code'
                  ? words.otp.codeHeading
                  : words.add.heading}
          </h2>
          {otp?.step === 'card' ? <p className="mb-4 font-medium text-good">{words.verified(otp.lastFour)}</p> : null}
          {mayAdd ? (
            <AddCard
              action={addCard}
              initial={{ idempotencyKey: newIdempotencyKey(), faults: [], problem: null, holder: '', description: '', done: null }}
              words={messages.form}
              addWords={words.add}
              back={back && { href: back.href, text: messages.frame.ways[back.to] }}
              title={title}
              isLive={isLive}
              nowMs={moment.getTime()}
              before={
                otp && otp.step !== 'card' ? (
                  <VerifyPhone
                    step={otp}
                    action={verifyPhone}
                    codeSent={otp.step === 'code' ? words.codeSent(otp.lastFour) : ''}
                    words={words.otp}
                    formWords={messages.form}
                    title={title}
                  />
                ) : null
              }
            />
          ) : (
            <p className="text-soft">{words.payFirst.text}</p>
          )}
        </section>
      ) : null}
    </main>
  )
}
