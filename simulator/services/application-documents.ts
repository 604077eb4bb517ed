import { z } from '@hono/zod-openapi'
import { replyRows } from '@/simulator/protocol/application-replies'
import { documentTypes, listDocumentTypes } from '@/simulator/protocol/document-types'
import { integerField } from '@/simulator/protocol/fields'
import { noData } from '@/simulator/protocol/reply'
import { defineService } from './service'

const row = z.object({
  formtype_id: z.number().int(),
  doctype_id: z.number().int(),
  formtype_desc: z.string().max(20),
  doctype_desc: z.string().max(50),
  is_required: z.boolean(),
})

const response = z.object({ Data: z.array(row), object_name: z.string(), code: z.number().int(), message: z.string() })

export const applicationDocuments = defineService({
  name: 'membership_formtypes_and_doctypes',
  path: '/v1/membership/formtypes_and_doctypes',
  summary: 'Lists the documents that an application of a type needs',
  request: z
    .object({ form_type: integerField.openapi({ description: '2 sole trader, 3 company' }) })
    .openapi('FormtypesAndDoctypesRequest'),
  response: response.openapi('FormtypesAndDoctypesResponse'),
  referenceOf: () => null,
  act: async (_state, { form_type }, context) => {
    await context.beforeActing()
    const types = listDocumentTypes(form_type)
    if (types.length === 0) return noData('Form tipi bulunamadı')
    return replyRows('membership_formtypes_and_doctypes', types)
  },
})

export const applicationAllDocuments = defineService({
  name: 'membership_formtypes_and_doctypes_all',
  path: '/v1/membership/formtypes_and_doctypes_all',
  summary: 'Lists the documents of all types',
  request: z.object({}).openapi('FormtypesAndDoctypesAllRequest'),
  response: response.openapi('FormtypesAndDoctypesAllResponse'),
  referenceOf: () => null,
  act: async (_state, _input, context) => {
    await context.beforeActing()
    return replyRows('membership_formtypes_and_doctypes_all', [...documentTypes])
  },
})
