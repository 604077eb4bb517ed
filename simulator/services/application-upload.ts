import { createHash } from 'node:crypto'
import { z } from '@hono/zod-openapi'
import type { UploadedFile } from '@/simulator/books/application-record'
import { deleteFile, saveFile } from '@/simulator/books/applications'
import type { State } from '@/simulator/books/state'
import { findMediaType } from '@/simulator/format/media-type'
import { findFormReference, replyNoApplication } from '@/simulator/protocol/application-replies'
import { listDocumentTypes } from '@/simulator/protocol/document-types'
import { makeEnvelope, replyEnvelope } from '@/simulator/protocol/envelope'
import { integerField } from '@/simulator/protocol/fields'
import { badRequest, noData, type Reply } from '@/simulator/protocol/reply'
import { type CallContext, defineService } from './service'

/** Our own limit: Paynet publishes none. */
const maxFileBytes = 5 * 1024 * 1024

const named = z.object({ form_id: integerField, doctype_id: integerField })

const request = named
  .extend({
    pars_base64: z
      .string()
      .transform(decode)
      .pipe(
        z
          .custom<Buffer | null>()
          .refine((bytes) => bytes !== null, 'base64 without line breaks and prefix')
          .refine((bytes) => bytes === null || bytes.length <= maxFileBytes, `at most ${maxFileBytes} bytes`)
          .refine((bytes) => bytes === null || findMediaType(bytes) !== null, 'a PDF, JPEG or PNG file')
          .transform((bytes) => bytes ?? Buffer.alloc(0)),
      )
      // The tables call it optional, but then an empty upload would count as a document.
      .openapi({ type: 'string', description: 'The file: PDF, JPEG or PNG, at most 5 MB' }),
  })
  .openapi('UploadFileInsertRequest')

export const applicationUpload = defineService({
  name: 'membership_upload_file_insert',
  path: '/v1/membership/upload_file_insert',
  summary: 'Adds a document to an application; a second one of the same type replaces the first',
  request,
  response: makeEnvelope('membership_file_upload').openapi('UploadFileInsertResponse'),
  // Base64 is a third longer, and a form body writes some of its characters as three.
  maxBodyBytes: 3 * maxFileBytes,
  referenceOf: findFormReference,
  act: upload,
})

export const applicationUploadDelete = defineService({
  name: 'membership_upload_file_delete',
  path: '/v1/membership/upload_file_delete',
  summary: 'Marks a document of an application as deleted',
  request: named.openapi('UploadFileDeleteRequest'),
  response: makeEnvelope('membership_file_delete').openapi('UploadFileDeleteResponse'),
  referenceOf: findFormReference,
  act: async (state, { form_id, doctype_id }, context) => {
    await context.beforeActing()
    const application = state.applications.get(form_id)
    if (!application) return replyNoApplication()
    if (!deleteFile(state, application, doctype_id)) return noData('Doküman bulunamadı')
    return replyEnvelope('membership_file_delete')
  },
})

async function upload(state: State, { form_id, doctype_id, pars_base64 }: z.infer<typeof request>, context: CallContext): Promise<Reply> {
  await context.beforeActing()
  const application = state.applications.get(form_id)
  if (!application) return replyNoApplication()
  if (!listDocumentTypes(application.form_type).some((type) => type.doctype_id === doctype_id)) {
    return badRequest(11, 'Geçersiz istek: doctype_id: not a document of this form type')
  }
  saveFile(state, application, describeFile(state, doctype_id, pars_base64))
  return replyEnvelope('membership_file_upload')
}

function describeFile(state: State, doctypeId: number, bytes: Buffer): UploadedFile {
  return {
    doctype_id: doctypeId,
    at: state.now().toISOString(),
    media_type: findMediaType(bytes) ?? '',
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    deleted: false,
  }
}

/** Null for what is not base64: Node skips invalid characters when it decodes, so encoding again must give the same text. */
function decode(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : null
}
