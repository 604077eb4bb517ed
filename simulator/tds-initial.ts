import { z } from '@hono/zod-openapi'
import { bankNames, findCard, maskPan } from './cards'
import { escapeHtml } from './html-text'
import { makeGuid, makeSessionId } from './ids'
import { parseAmount } from './money'
import { badRequest, defineService, type Reply, type Turn, textOf } from './service'
import { amountField, flagField, integerField, textField } from './wire'
import type { World } from './world'

export const gatePath = '/v1/paynetjgate/tds_easy'

const cardFields = ['card_holder', 'pan', 'month', 'year', 'cvc'] as const

const request = z
  .object({
    amount: amountField,
    reference_no: textField(50),
    return_url: textField(256).refine(isWebAddress, 'an http or https address'),
    domain: textField(256),
    agent_reference_no: textField(50).optional(),
    card_holder: textField(50).optional(),
    pan: z
      .string()
      .regex(/^\d{12,19}$/, '12 to 19 digits')
      .optional(),
    month: integerField.refine((month) => month >= 1 && month <= 12, '1 to 12').optional(),
    year: integerField.refine(isYear, 'four or two digits').optional(),
    cvc: z
      .string()
      .regex(/^\d{3,4}$/, '3 or 4 digits')
      .optional(),
    card_hash: textField(200).optional(),
    card_holder_phone: textField(10).optional(),
    card_holder_mail: textField(60).optional(),
    description: textField(140).optional(),
    instalment: integerField.optional(),
    agent_id: textField(10).optional(),
    company_amount: amountField.optional(),
    add_commission: flagField.optional(),
    transaction_type: integerField.refine((type) => type === 1 || type === 3, '1 or 3').optional(),
    ratio_code: textField(100).optional(),
    save_card: flagField.optional(),
    card_desc: textField(100).optional(),
    user_unique_id: textField(100).optional(),
    card_owner_id: textField(100).optional(),
    user_gsm_no: textField(12).optional(),
    subscription_id: textField(100).optional(),
    invoice_no: textField(100).optional(),
    agent_customer_name: textField(100).optional(),
    is_escrow: flagField.optional(),
    iban: textField(26).optional(),
  })
  .superRefine((fields, context) => {
    for (const path of [...missingCardFields(fields), ...missingSaveFields(fields)]) {
      context.addIssue({ code: 'custom', path: [path], message: 'zorunlu alan' })
    }
    if (fields.card_hash !== undefined && fields.pan !== undefined) {
      context.addIssue({ code: 'custom', path: ['card_hash'], message: 'either card fields or card_hash' })
    }
    if (parseAmount(fields.amount) === 0) {
      context.addIssue({ code: 'custom', path: ['amount'], message: 'more than zero' })
    }
  })
  .openapi('TdsInitialRequest')

type Input = z.infer<typeof request>

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
  summary: 'Opens a 3D payment and says where the bank page is',
  request,
  response,
  referenceOf: (_world, fields) => textOf(fields, 'reference_no'),
  flightKeyOf: () => null,
  refusalCode: (field, isMissing) => (['pan', 'month', 'year', 'cvc'].includes(field) && !isMissing ? 18 : 11),
  act: openSession,
})

async function openSession(world: World, input: Input, turn: Turn): Promise<Reply> {
  if (input.pan === undefined) return badRequest(25, 'Kayıtlı kart bulunamadı')
  const card = findCard(input.pan)
  if (card.outcome === 'refused-at-start') return badRequest(18, 'Kart bilgileri hatalı')
  if (world.byReference.get(input.reference_no)?.some((earlier) => earlier.is_succeed)) {
    return badRequest(5, 'Bu referans numarası ile başarılı bir işlem var')
  }
  await turn.beforeActing()
  const sessionId = makeSessionId()
  const tokenId = makeGuid()
  world.write({
    kind: 'session',
    at: world.now().toISOString(),
    session_id: sessionId,
    token_id: tokenId,
    reference_no: input.reference_no,
    amount_kurus: parseAmount(input.amount),
    return_url: input.return_url,
    domain: input.domain,
    card_masked: maskPan(input.pan),
    card_holder: input.card_holder ?? '',
    bank_id: card.bankId,
    bank_name: bankNames[card.bankId],
    otp: card.password,
    outcome: card.outcome,
    instalment: input.instalment ?? 0,
    transaction_type: input.transaction_type ?? 1,
    agent_id: input.agent_id ?? '1001',
    save_card: input.save_card ?? false,
  })
  const gate = `${turn.origin}${gatePath}`
  return {
    status: 200,
    body: {
      token_id: tokenId,
      session_id: sessionId,
      post_url: `${gate}?session_id=${encodeURIComponent(sessionId)}&token_id=${encodeURIComponent(tokenId)}`,
      html_content: renderGateForm(gate, sessionId, tokenId),
      object_name: 'tdsinitial_response',
      code: 0,
      message: 'Başarılı İşlem',
    },
  }
}

/** The fragment of Paynet's sample, with its inputs filled. */
export function renderGateForm(action: string, sessionId: string, tokenId: string): string {
  return (
    `<form name="paynetForm" id="paynetForm" method="post" action="${escapeHtml(action)}">` +
    `<input type="hidden" name="session_id" value="${escapeHtml(sessionId)}"/>` +
    `<input type="hidden" name="token_id" value="${escapeHtml(tokenId)}"/></form>` +
    '<script type="text/javascript">document.forms[0].submit();</script>'
  )
}

function missingCardFields(fields: Partial<Record<string, unknown>>): string[] {
  return fields.card_hash === undefined ? cardFields.filter((name) => fields[name] === undefined) : []
}

function missingSaveFields(fields: Partial<Record<string, unknown>>): string[] {
  if (fields.save_card !== true) return []
  const hasOwner = fields.user_unique_id !== undefined || fields.card_owner_id !== undefined
  return [...(fields.card_desc === undefined ? ['card_desc'] : []), ...(hasOwner ? [] : ['user_unique_id'])]
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function isYear(year: number): boolean {
  return year <= 99 || (year >= 2000 && year <= 2099)
}
