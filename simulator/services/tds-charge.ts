import { z } from '@hono/zod-openapi'
import type { Transaction } from '@/simulator/books/records'
import { saveCardOfPayment } from '@/simulator/books/save-paid-card'
import { isExpired } from '@/simulator/books/sessions'
import { nextId, type Session, type State } from '@/simulator/books/state'
import { makeAuthorizationCode, makeGuid, makeHex, makeXactId } from '@/simulator/format/ids'
import { bankMessageOf, isBankErrorId } from '@/simulator/protocol/banks'
import { successMessage } from '@/simulator/protocol/envelope'
import { integerField, textField } from '@/simulator/protocol/fields'
import { type JsonObject, type Reply, textOf } from '@/simulator/protocol/reply'
import { kindOf } from '@/simulator/protocol/test-cards'
import { chargeResponse, replyCharged, replyNotCharged } from './charge-reply'
import { type CallContext, defineService } from './service'

const request = z
  .object({
    session_id: textField(200),
    token_id: textField(100),
    transaction_type: integerField.refine((type) => type === 1 || type === 3, '1 or 3').optional(),
  })
  .openapi('TdsChargeRequest')

export const tdsCharge = defineService({
  name: 'tds_charge',
  path: '/v2/transaction/tds_charge',
  summary: 'Takes the money once 3D has passed; may be repeated with the same pair',
  request,
  response: chargeResponse,
  referenceOf: (fields, state) => state.sessions.get(textOf(fields, 'session_id') ?? '')?.reference_no ?? null,
  overlapKeyOf: pairOf,
  act: chargeInTurn,
})

/** If Paynet is set to be atomic, charges of one pair run one after the other. */
function chargeInTurn(state: State, input: z.infer<typeof request>, context: CallContext): Promise<Reply> {
  if (!state.settings.charge_atomic) return charge(state, input, context)
  const before = state.charging.get(input.session_id) ?? Promise.resolve()
  const mine = before.then(() => charge(state, input, context))
  const end = mine
    .catch(() => undefined)
    .then(() => {
      if (state.charging.get(input.session_id) === end) state.charging.delete(input.session_id)
    })
  state.charging.set(input.session_id, end)
  return mine
}

/**
 * Looks for an earlier success, then acts. The two are not atomic, and Paynet does not promise that its
 * own are, so a second call that arrives in between charges again.
 */
async function charge(state: State, input: z.infer<typeof request>, context: CallContext): Promise<Reply> {
  const session = state.sessions.get(input.session_id)
  if (!session) return replyNotCharged(13, 'Oturum bulunamadı')
  if (session.token_id !== input.token_id) return replyNotCharged(15, 'Oturum ile token eşleşmiyor')
  const earlier = state.bySession.get(session.session_id) ?? []
  const success = earlier.find((transaction) => transaction.is_succeed)
  if (success && state.settings.repeat_echoes_used) return replyUsed()
  if (success) return replyCharged(success, 100, 'Önceki Başarılı İşlem')
  if (isExpired(state, session)) return replyNotCharged(13, 'Oturum süresi doldu')
  if (earlier.length > 0) return replyUsed()
  if (session.threeDs?.status !== 'passed') return replyNotCharged(16, '3D doğrulaması yapılmadı')

  await context.beforeActing()
  const { charge_ms } = state.settings
  if (charge_ms > 0) await state.wait(Math.round(charge_ms * (1 + Math.random())))
  const asked = makeTransaction(state, session, {
    type: context.onlyReserves ? 3 : (input.transaction_type ?? session.transaction_type),
    mdStatus: session.threeDs.md_status,
    bankErrorId: context.declineWith ?? declineOf(session),
  })
  const made = asked.is_succeed ? context.draw(asked) : asked
  // The money comes first: a card is stored only if its payment succeeded, and storing it never affects the payment.
  const transaction = made.is_succeed ? { ...made, kept_card: saveCardOfPayment(state, session, context.failsToSaveCard) } : made
  state.write(transaction)
  return transaction.is_succeed ? replyCharged(transaction, 0, successMessage) : replyCharged(transaction, 1, 'Başarısız İşlem')
}

function replyUsed(): Reply {
  return replyNotCharged(17, 'Bu oturum daha önce kullanıldı')
}

/** Makes the transaction that the bank's answer leads to, without writing it. An empty `bankErrorId` is a success. */
export function makeTransaction(
  state: State,
  session: Session,
  { type, mdStatus, bankErrorId }: { type: number; mdStatus: number; bankErrorId: string },
): Transaction {
  const isSucceed = bankErrorId === ''
  const daysAgoMs = state.settings.sale_days_ago * 24 * 60 * 60 * 1000
  const now = state.now()
  return {
    kind: 'transaction',
    at: new Date(now.getTime() - daysAgoMs).toISOString(),
    charged_at: now.toISOString(),
    id: nextId(state),
    xact_id: makeXactId(),
    session_id: session.session_id,
    reference_no: session.reference_no,
    amount_kurus: session.amount_kurus,
    currency: 'TRY',
    card_masked: session.card_masked,
    card_holder: session.card_holder,
    bank_id: session.bank_id,
    bank_name: session.bank_name,
    instalment: session.instalment,
    transaction_type: type,
    agent_id: session.agent_id,
    md_status: mdStatus,
    is_succeed: isSucceed,
    bank_error_id: bankErrorId,
    bank_error_message: isSucceed ? '' : bankMessageOf(bankErrorId),
    authorization_code: isSucceed ? makeAuthorizationCode() : '',
    reference_code: makeHex(),
    order_id: makeGuid(),
    save_card: session.save_card,
    kept_card: null,
    said: session.said,
    cost: session.cost,
    told: { fee_reading: state.settings.fee_reading, instalment: true },
  }
}

function declineOf({ outcome, instalment, card_masked }: Session): string {
  if (isBankErrorId(outcome)) return outcome
  return instalment > 1 && kindOf(card_masked).cardType === 'dc' ? '1044' : ''
}

function pairOf(fields: JsonObject): string | null {
  const sessionId = textOf(fields, 'session_id')
  return sessionId === null ? null : `${sessionId} ${textOf(fields, 'token_id') ?? ''}`
}
