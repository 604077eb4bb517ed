import { z } from '@hono/zod-openapi'
import { type CardDetails, describeCard } from '@/simulator/books/card-details'
import type { CardToKeep, Cost, Said } from '@/simulator/books/records'
import type { State } from '@/simulator/books/state'
import { findStoredCard } from '@/simulator/books/stored-cards'
import { makeGuid, makeSessionId } from '@/simulator/format/ids'
import { maskNumber } from '@/simulator/format/masks'
import { parseAmount } from '@/simulator/format/money'
import { successMessage } from '@/simulator/protocol/envelope'
import { gatePath, renderGateForm } from '@/simulator/protocol/gate'
import { countsOf, isRatioCode, type Price, priceOf } from '@/simulator/protocol/rates'
import { badRequest, type Reply, textOf } from '@/simulator/protocol/reply'
import { tdsInitialRequest } from '@/simulator/protocol/tds-initial-request'
import { findCard, kindOf } from '@/simulator/protocol/test-cards'
import { type CallContext, defineService } from './service'

type Input = z.infer<typeof tdsInitialRequest>

const response = z
  .object({
    token_id: z.string().openapi({ example: 'DF63C3CB-358A-4258-BDDA-522F4D8C5FA8' }),
    session_id: z.string().openapi({ description: 'Holds / + and *' }),
    post_url: z.string(),
    html_content: z.string(),
    object_name: z.literal('tdsinitial_response'),
    code: z.number().int(),
    message: z.string(),
  })
  .openapi('TdsInitialResponse')

export const tdsInitial = defineService({
  name: 'tds_initial',
  path: '/v2/transaction/tds_initial',
  summary:
    "Opens a 3D payment and says where the bank page is. A number of instalments that the card's programme does not offer is refused with result_code 21 (wrongratioget), since no page names another; of a debit card the bank refuses it, at the charge",

  request: tdsInitialRequest,
  response,
  referenceOf: (fields) => textOf(fields, 'reference_no'),
  refusalCode: (field, isMissing) => (['pan', 'month', 'year', 'cvc'].includes(field) && !isMissing ? 18 : 11),
  act: openSession,
})

async function openSession(state: State, input: Input, context: CallContext): Promise<Reply> {
  const card = findCardDetails(state, input)
  if (!card) return badRequest(25, 'Kayıtlı kart bulunamadı')
  if (card.outcome === 'refused-at-start') return badRequest(18, 'Kart bilgileri hatalı')
  if (state.byReference.get(input.reference_no)?.some((earlier) => earlier.is_succeed)) {
    return badRequest(5, 'Bu referans numarası ile başarılı bir işlem var')
  }
  if (state.settings.gsm_required && input.save_card && input.user_gsm_no === undefined) {
    return badRequest(11, 'Geçersiz istek: user_gsm_no: zorunlu alan')
  }
  const { ratio_code: ratioCode = '', instalment = 0, add_commission: addsCommission = false } = input
  if (!isRatioCode(ratioCode)) return badRequest(23, 'Oran kodu bulunamadı')
  const kind = kindOf(card.card_masked)
  if (instalment > 1 && kind.cardType !== 'dc' && !countsOf(kind).includes(instalment)) {
    return badRequest(21, 'Kart bu taksit sayısına uygun değil')
  }
  await context.beforeActing()
  const amountKurus = parseAmount(input.amount)
  const risenKurus = state.faults.risen.get(amountKurus) ?? 0
  const price = priceOf(amountKurus, { bankId: kind.bankId, instalment, ratioCode, addsCommission, risenKurus })
  const sessionId = makeSessionId()
  const tokenId = makeGuid()
  state.write({
    kind: 'session',
    at: state.now().toISOString(),
    session_id: sessionId,
    token_id: tokenId,
    reference_no: input.reference_no,
    amount_kurus: price.drawnKurus,
    return_url: input.return_url,
    domain: input.domain,
    card_masked: card.card_masked,
    card_holder: card.card_holder,
    bank_id: card.bank_id,
    bank_name: card.bank_name,
    otp: card.otp,
    outcome: card.outcome,
    instalment,
    transaction_type: input.transaction_type ?? 1,
    agent_id: input.agent_id ?? '1001',
    save_card: input.save_card ?? false,
    card_to_keep: input.save_card ? describeCardToKeep(card, input) : null,
    said: describeSaid(input),
    cost: describeCost(price, addsCommission),
  })
  const gate = `${context.origin}${gatePath}`
  return {
    status: 200,
    body: {
      token_id: tokenId,
      session_id: sessionId,
      post_url: `${gate}?session_id=${encodeURIComponent(sessionId)}&token_id=${encodeURIComponent(tokenId)}`,
      html_content: renderGateForm(gate, sessionId, tokenId),
      object_name: 'tdsinitial_response',
      code: 0,
      message: successMessage,
    },
  }
}

/** The owner is optional; if given, it must be the card's. */
function findCardDetails(state: State, input: Input): CardDetails | null {
  if (input.pan === undefined) return findStoredCard(state, input.card_hash ?? '', input.card_owner_id ?? null)
  const { card_holder: holder = '', month = 0, year = 0 } = input
  return describeCard(state, findCard(input.pan), { holder, month, year })
}

function describeSaid(input: Input): Said {
  return {
    agent_reference_no: input.agent_reference_no ?? '',
    description: input.description ?? '',
    card_holder_mail: input.card_holder_mail ?? '',
    card_holder_phone: input.card_holder_phone ?? '',
    agent_customer_name: input.agent_customer_name ?? '',
    company_amount_kurus: input.company_amount === undefined ? null : parseAmount(input.company_amount),
    is_escrow: input.is_escrow ?? false,
    iban: maskNumber(input.iban ?? '', 4),
    ratio_code: input.ratio_code ?? '',
  }
}

function describeCost({ ratio, commissionKurus, taxKurus }: Price, addsCommission: boolean): Cost {
  const end_user_kurus = addsCommission ? commissionKurus + taxKurus : 0
  return { ratio, commission_kurus: commissionKurus, tax_kurus: taxKurus, end_user_kurus }
}

function describeCardToKeep(card: CardDetails, input: Input): CardToKeep {
  return {
    pan_digest: card.pan_digest,
    card_brand_name: card.card_brand_name,
    expire_month: card.expire_month,
    expire_year: card.expire_year,
    card_desc: input.card_desc ?? '',
    card_owner_id: input.card_owner_id ?? null,
    user_unique_id: input.user_unique_id ?? null,
  }
}
