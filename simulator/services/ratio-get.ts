import { z } from '@hono/zod-openapi'
import type { State } from '@/simulator/books/state'
import { makeInstalmentKey } from '@/simulator/format/ids'
import { formatLira } from '@/simulator/format/money'
import { type BankId, bankNames, logoUrlOf } from '@/simulator/protocol/banks'
import { successMessage } from '@/simulator/protocol/envelope'
import { flagField, integerField, textField } from '@/simulator/protocol/fields'
import { allBankIds, countsOf, isRatioCode, priceOf, type RatioCode, ratioCodes } from '@/simulator/protocol/rates'
import { badRequest, type JsonObject, type Reply } from '@/simulator/protocol/reply'
import { type CardKind, kindOf } from '@/simulator/protocol/test-cards'
import { type CallContext, defineService } from './service'

const request = z
  .object({
    pos_type: integerField.optional(),
    amount: z
      .union([z.string().regex(/^\d{1,11}$/, 'kuruş as text'), z.number().int().min(0)])
      .transform(Number)
      .optional()
      .openapi({ description: 'Lira ×100, without a comma', example: '14990' }),
    addcomission_to_amount: flagField.optional().openapi({ description: 'Default false. Other spellings have no effect' }),
    bin: z
      .string()
      .regex(/^\d{6,8}$/, 'the first 6 digits, or up to 8')
      .optional(),
    agent_id: textField(10).optional(),
    ratio_code: textField(100)
      .optional()
      .openapi({ description: `One of ${ratioCodes.join(', ')}` }),
    card_type: z.enum(['cc', 'bc', 'dc']).optional(),
  })
  .openapi('RatioRequest')

const plan = z.object({
  ratio: z.number().openapi({ description: 'A fraction' }),
  instalment_key: z.string().openapi({ description: 'Holds / + and *' }),
  instalment: z.number().int().openapi({ description: '0 is a single payment' }),
  instalment_amount: z.number(),
  total_net_amount: z.number().openapi({ description: 'Without the commission and its tax' }),
  total_amount: z.number().openapi({ description: 'What is drawn from the card' }),
  commision: z.number(),
  commision_tax: z.number(),
  desc: z.string(),
})

const bank = z.object({
  bank_id: z.string(),
  bank_logo: z.string(),
  bank_name: z.string(),
  card_type: z.string(),
  tds_required: z.boolean(),
  ratio: z.array(plan),
})

const response = z
  .object({
    tds_required: z.boolean(),
    object_name: z.literal('ratio_get'),
    code: z.number().int(),
    message: z.string(),
    data: z.array(bank),
  })
  .openapi('RatioResponse')

type Input = z.infer<typeof request>
export type RatioBank = z.infer<typeof bank>
export type RatioPlan = z.infer<typeof plan>

export const ratioGet = defineService({
  name: 'ratio_get',
  path: '/v1/ratio/Get',
  summary: "Lists what a payment costs at each bank, or at a card's",
  request,
  response,
  referenceOf: priceAskedFor,
  act: listRates,
})

/** How the publishable key reaches it is not documented; here it takes the secret key, too. */
export const ratioGetPublic = defineService({
  name: 'ratio_get_public',
  path: '/v1/ratio/Get_public',
  summary: 'The same for browsers',
  request,
  response,
  referenceOf: priceAskedFor,
  act: listRates,
})

/** A question about plans names no payment: the price stands in for it in the call log, and where faults are armed. */
function priceAskedFor({ amount }: JsonObject): string | null {
  return typeof amount === 'string' || typeof amount === 'number' ? String(amount).slice(0, 11) : null
}

async function listRates(state: State, input: Input, context: CallContext): Promise<Reply> {
  const { ratio_code: ratioCode = '' } = input
  if (!isRatioCode(ratioCode)) return badRequest(23, 'Oran kodu bulunamadı')
  await context.beforeActing()
  const { risen } = state.faults
  const amountKurus = input.amount ?? 0
  if (context.repricesPlans) risen.set(amountKurus, (risen.get(amountKurus) ?? 0) + 100)
  const terms: Terms = {
    amountKurus,
    ratioCode,
    addsCommission: input.addcomission_to_amount ?? false,
    risenKurus: risen.get(amountKurus) ?? 0,
  }
  const found = input.bin === undefined ? null : kindOf(input.bin)
  const cardType = found?.cardType ?? input.card_type ?? 'cc'
  const isAskedFor = (input.card_type ?? cardType) === cardType
  const bankIds = isAskedFor ? allBankIds.filter((bankId) => (found?.bankId ?? bankId) === bankId) : []
  const body: z.infer<typeof response> = {
    tds_required: true,
    object_name: 'ratio_get',
    code: 0,
    message: successMessage,
    data: bankIds.map((bankId) => makeBank({ bankId, cardType }, terms)),
  }
  return { status: 200, body }
}

type Terms = { amountKurus: number; ratioCode: RatioCode; addsCommission: boolean; risenKurus: number }

function makeBank(kind: CardKind, terms: Terms): RatioBank {
  const { bankId, cardType } = kind
  return {
    bank_id: bankId,
    bank_logo: logoUrlOf(bankId),
    bank_name: bankNames[bankId],
    card_type: cardType,
    tds_required: true,
    ratio: [0, ...countsOf(kind)].map((instalment) => makePlan(bankId, instalment, terms)),
  }
}

function makePlan(bankId: BankId, instalment: number, { amountKurus, ...terms }: Terms): RatioPlan {
  const price = priceOf(amountKurus, { bankId, instalment, ...terms })
  const monthlyKurus = Math.round(price.drawnKurus / Math.max(1, instalment))
  const total = formatLira(price.drawnKurus)
  return {
    ratio: price.ratio,
    instalment_key: makeInstalmentKey(),
    instalment,
    instalment_amount: monthlyKurus / 100,
    total_net_amount: price.netKurus / 100,
    total_amount: price.drawnKurus / 100,
    commision: price.commissionKurus / 100,
    commision_tax: price.taxKurus / 100,
    desc:
      instalment > 1
        ? `${instalment} Taksit ${instalment} x ${formatLira(monthlyKurus).replace(' TL', '')} = ${total}`
        : `Tek Çekim ${total}`,
  }
}
