import { z } from '@hono/zod-openapi'
import { makeInstalmentKey } from '@/simulator/format/ids'
import { formatLira } from '@/simulator/format/money'
import { type BankId, bankNames, logoUrlOf } from '@/simulator/protocol/banks'
import { successMessage } from '@/simulator/protocol/envelope'
import { flagField, integerField, textField } from '@/simulator/protocol/fields'
import {
  allBankIds,
  type CardType,
  findBin,
  instalmentsOf,
  isRatioCode,
  priceOf,
  type RatioCode,
  ratioCodes,
} from '@/simulator/protocol/rates'
import { badRequest, type Reply } from '@/simulator/protocol/reply'
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
      .regex(/^\d{6,8}$/, 'the first 6 digits')
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

export const ratioGet = defineService({
  name: 'ratio_get',
  path: '/v1/ratio/Get',
  summary: "Lists what a payment costs at each bank, or at a card's",
  request,
  response,
  referenceOf: () => null,
  act: listRates,
})

/** How the publishable key reaches it is not documented; here it takes the secret key, too. */
export const ratioGetPublic = defineService({
  name: 'ratio_get_public',
  path: '/v1/ratio/Get_public',
  summary: 'The same for browsers',
  request,
  response,
  referenceOf: () => null,
  act: listRates,
})

async function listRates(_state: unknown, input: Input, context: CallContext): Promise<Reply> {
  const { ratio_code: ratioCode = '' } = input
  if (!isRatioCode(ratioCode)) return badRequest(23, 'Oran kodu bulunamadı')
  await context.beforeActing()
  const found = input.bin === undefined ? null : findBin(input.bin.slice(0, 6))
  const cardType = found?.cardType ?? input.card_type ?? 'cc'
  const isAskedFor = (input.card_type ?? cardType) === cardType
  const bankIds = isAskedFor ? allBankIds.filter((bankId) => (found?.bankId ?? bankId) === bankId) : []
  const body: z.infer<typeof response> = {
    tds_required: true,
    object_name: 'ratio_get',
    code: 0,
    message: successMessage,
    data: bankIds.map((bankId) => makeBank(bankId, cardType, ratioCode, input)),
  }
  return { status: 200, body }
}

function makeBank(bankId: BankId, cardType: CardType, ratioCode: RatioCode, input: Input): z.infer<typeof bank> {
  return {
    bank_id: bankId,
    bank_logo: logoUrlOf(bankId),
    bank_name: bankNames[bankId],
    card_type: cardType,
    tds_required: true,
    ratio: instalmentsOf(bankId, cardType).map((instalment) => makePlan(bankId, instalment, ratioCode, input)),
  }
}

function makePlan(
  bankId: BankId,
  instalment: number,
  ratioCode: RatioCode,
  { amount = 0, addcomission_to_amount: addsCommission = false }: Input,
): z.infer<typeof plan> {
  const price = priceOf(amount, { bankId, instalment, ratioCode, addsCommission })
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
