import { z } from '@hono/zod-openapi'
import { findTaxReference } from '@/simulator/books/application-details'
import { hasApplied, receiveApplication } from '@/simulator/books/applications'
import { digest } from '@/simulator/books/digest'
import type { State } from '@/simulator/books/state'
import { replyDuplicate } from '@/simulator/protocol/application-replies'
import { type ApplicationInput, applicationRequest, findTaxNumber } from '@/simulator/protocol/application-request'
import { makeEnvelope, successMessage } from '@/simulator/protocol/envelope'
import type { Reply } from '@/simulator/protocol/reply'
import { type CallContext, defineService } from './service'

const received = makeEnvelope('membership_formdata_insert').extend({
  form_id: z.number().int().openapi({ example: 4567 }),
  form_link: z.string().openapi({ description: 'Without a scheme', example: 'www.paynet.com.tr/basvuru-takip?form_id=*****' }),
})

export const applicationInsert = defineService({
  name: 'membership_formdata_insert',
  path: '/v1/membership/formdata_insert',
  summary: "Receives a dealer's application; a second one of the same tax number is answered with code 5",
  request: applicationRequest,
  response: z.union([received, makeEnvelope('membership_formdata_insert')]).openapi('FormdataInsertResponse'),
  referenceOf: findTaxReference,
  overlapKeyOf: (fields) => {
    const taxNumber = findTaxNumber(fields)
    return taxNumber === null ? null : `membership ${taxNumber}`
  },
  act: receive,
})

async function receive(state: State, input: ApplicationInput, context: CallContext): Promise<Reply> {
  if (hasApplied(state, digest(state, findTaxNumber(input) ?? ''))) return replyDuplicate()
  await context.beforeActing()
  const { form_id, form_id_enc } = receiveApplication(state, input)
  const body: z.infer<typeof received> = {
    object_name: 'membership_formdata_insert',
    code: 0,
    message: successMessage,
    form_id,
    form_link: `www.paynet.com.tr/basvuru-takip?form_id=${encodeURIComponent(form_id_enc)}`,
  }
  return { status: 200, body }
}
