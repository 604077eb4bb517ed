import { z } from '@hono/zod-openapi'
import { describeCard } from '@/simulator/books/card-details'
import type { CardOwner, StoredCard } from '@/simulator/books/records'
import { checkOtp } from '@/simulator/books/sent-otps'
import type { State } from '@/simulator/books/state'
import { resolveOwner, storeCard } from '@/simulator/books/stored-cards'
import { maskStored } from '@/simulator/format/masks'
import { bankErrors, bankMessageOf, logoUrlOf } from '@/simulator/protocol/banks'
import { findCardReference, replyOtpRefused } from '@/simulator/protocol/card-replies'
import { makeEnvelope, replyEnvelope, successMessage } from '@/simulator/protocol/envelope'
import { monthField, panField, securityCodeField, textField, yearField } from '@/simulator/protocol/fields'
import { badRequest, type Reply } from '@/simulator/protocol/reply'
import { findCard } from '@/simulator/protocol/test-cards'
import { type CallContext, defineService } from './service'

const request = z
  .object({
    card_desc: textField(100),
    card_holder: textField(50),
    card_number: panField,
    expire_month: monthField,
    // A past date is accepted: the published sample has one.
    expire_year: yearField,
    cvv: securityCodeField.optional(),
    user_unique_id: textField(100).optional(),
    card_owner_id: textField(100).optional(),
    otp_code: textField(20).optional(),
    otp_session_id: textField(100).optional(),
    user_gsm: textField(12).optional(),
  })
  .superRefine((fields, context) => {
    if (fields.user_unique_id !== undefined || fields.card_owner_id !== undefined) return
    context.addIssue({ code: 'custom', path: ['user_unique_id'], message: 'zorunlu alan' })
  })
  .openapi('CardSaveRequest', { description: 'user_unique_id at the first save, card_owner_id later' })

const saved = z.object({
  card_owner_id: z.string().openapi({ description: 'Not a GUID', example: 'abc45adc20-91ba-4a29-a599-0eb18177247e' }),
  user_unique_id: z.string(),
  card_desc: z.string(),
  card_hash: z.string(),
  card_no: z.string().openapi({ example: '455508********8053' }),
  card_bin: z.string(),
  card_type: z.string(),
  card_bank_name: z.string(),
  card_logo_url: z.string(),
  card_brand_name: z.string(),
  object_name: z.literal('card_save'),
  code: z.literal(0),
  message: z.string(),
})

export const cardSave = defineService({
  name: 'card_save',
  path: '/v1/card/save',
  summary: 'Stores a card without a payment; with cvv the bank tries one lira first',
  request,
  response: z.union([saved, makeEnvelope('card_save')]).openapi('CardSaveResponse'),
  referenceOf: findCardReference,
  refusalCode: (field, isMissing) => (['card_number', 'expire_month', 'expire_year', 'cvv'].includes(field) && !isMissing ? 18 : 11),
  act: save,
})

async function save(state: State, input: z.infer<typeof request>, context: CallContext): Promise<Reply> {
  const verdict = state.settings.otp_required ? checkOtp(state, input) : 'right'
  if (verdict !== 'right') return replyOtpRefused('card_save', verdict)
  const card = findCard(input.card_number)
  if (card.outcome === 'refused-at-start') return badRequest(18, 'Kart bilgileri hatalı')
  await context.beforeActing()
  if (input.cvv !== undefined && card.outcome in bankErrors) return replyEnvelope('card_save', 1, bankMessageOf(card.outcome))
  const owner = resolveOwner(state, input)
  if (!owner) return badRequest(12, 'Kart sahibi bulunamadı')
  const details = describeCard(state, card, { holder: input.card_holder, month: input.expire_month, year: input.expire_year })
  return replySaved(owner, storeCard(state, owner, details, input.card_desc))
}

function replySaved(owner: CardOwner, card: StoredCard): Reply {
  const body: z.infer<typeof saved> = {
    card_owner_id: owner.card_owner_id,
    user_unique_id: owner.user_unique_id,
    card_desc: card.card_desc,
    card_hash: card.card_hash,
    card_no: maskStored(card.card_masked),
    card_bin: card.card_masked.slice(0, 6),
    card_type: 'cc',
    card_bank_name: card.bank_name,
    card_logo_url: logoUrlOf(card.bank_id),
    card_brand_name: card.card_brand_name,
    object_name: 'card_save',
    code: 0,
    message: successMessage,
  }
  return { status: 200, body }
}
