import { z } from '@hono/zod-openapi'
import type { Application } from '@/simulator/books/application-record'
import { moveOn } from '@/simulator/books/applications'
import { digest } from '@/simulator/books/digest'
import type { State } from '@/simulator/books/state'
import { findFormReference, replyNoApplication, replyRows } from '@/simulator/protocol/application-replies'
import { integerField, textField } from '@/simulator/protocol/fields'
import type { Reply } from '@/simulator/protocol/reply'
import { type CallContext, defineService } from './service'

const request = z
  .object({
    form_id: integerField,
    Vkn_Tckn: textField(20).optional().openapi({ description: 'Of the older edition; has to be the one that was sent' }),
  })
  .openapi('FormdataGetRequest')

/** The fields of both editions, masked as in the newer one; the address is masked too. */
const row = z.object({
  form_id: z.number().int(),
  status: z.number().int().openapi({ description: 'Paynet does not say what the numbers mean' }),
  device_id: z.string(),
  contact_name: z.string().openapi({ description: 'Name and surname, masked' }),
  contact_gsm_no: z.string(),
  contact_mail: z.string(),
  company_name: z.string(),
  company_code: z.string(),
  company_ratio: z.number(),
  form_type: z.number().int(),
  tckn: z.string(),
  vkn: z.string(),
  adres1: z.string(),
  adres2: z.string(),
  city: z.string(),
  province: z.string(),
  postal_code: z.string(),
  iban: z.string(),
  company_fieldof_activity: z.string(),
  products_to_be_sold: z.string(),
  channel: z.number().int(),
  channelDesc: z.string(),
  documentFormid: z.number().int(),
  platform: z.string(),
  FormID_Enc: z.string(),
})

const response = z
  .object({
    Data: z.array(row),
    object_name: z.literal('membership_formdata_get'),
    code: z.number().int(),
    message: z.string(),
  })
  .openapi('FormdataGetResponse')

export type ApplicationRow = z.infer<typeof row>

export const applicationGet = defineService({
  name: 'membership_formdata_get',
  path: '/v1/membership/formdata_get',
  summary: 'Says what became of an application',
  request,
  response,
  referenceOf: findFormReference,
  act: get,
})

async function get(state: State, { form_id, Vkn_Tckn }: z.infer<typeof request>, context: CallContext): Promise<Reply> {
  await context.beforeActing()
  const found = state.applications.get(form_id)
  if (!found) return replyNoApplication()
  if (Vkn_Tckn !== undefined && digest(state, Vkn_Tckn) !== found.tax_digest) return replyNoApplication()
  return replyRows('membership_formdata_get', [makeRow(state.applicationSettings.moves ? moveOn(state, found) : found)])
}

function makeRow(application: Application): ApplicationRow {
  return {
    form_id: application.form_id,
    status: application.status,
    device_id: application.device_id,
    contact_name: application.contact_name,
    contact_gsm_no: application.contact_gsm_no,
    contact_mail: application.contact_mail,
    company_name: application.company_name,
    company_code: application.company_code,
    company_ratio: 0,
    form_type: application.form_type,
    tckn: application.tckn,
    vkn: application.vkn,
    adres1: application.adres1,
    adres2: application.adres2,
    city: application.city,
    province: application.province,
    postal_code: application.postal_code,
    iban: application.iban,
    company_fieldof_activity: application.company_fieldof_activity,
    products_to_be_sold: application.products_to_be_sold,
    channel: 0,
    channelDesc: '',
    documentFormid: application.form_id,
    platform: application.platform,
    FormID_Enc: application.form_id_enc,
  }
}
