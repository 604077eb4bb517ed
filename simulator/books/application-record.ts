import { z } from 'zod'

/** An uploaded file. Its bytes are not kept; the digest tells whether the right ones arrived. */
const uploadedFile = z.object({
  doctype_id: z.number().int(),
  at: z.string(),
  media_type: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  deleted: z.boolean(),
})

/**
 * A dealer's application as of this line; a later line with the same id replaces it. Names, addresses
 * and account numbers are masked before they get here. Of fields that no service returns, only the
 * names are kept.
 */
export const application = z.object({
  kind: z.literal('application'),
  at: z.string(),
  form_id: z.number().int(),
  /** Identifies the form in the link. */
  form_id_enc: z.string(),
  /** Recognises the tax number without holding it: an HMAC under the secret key. */
  tax_digest: z.string(),
  status: z.number().int(),
  form_type: z.number().int(),
  company_name: z.string(),
  company_code: z.string(),
  agent_reference: z.string(),
  platform: z.string(),
  device_id: z.string(),
  contact_name: z.string(),
  contact_gsm_no: z.string(),
  contact_mail: z.string(),
  tckn: z.string(),
  vkn: z.string(),
  iban: z.string(),
  adres1: z.string(),
  adres2: z.string(),
  city: z.string(),
  province: z.string(),
  postal_code: z.string(),
  company_fieldof_activity: z.string(),
  products_to_be_sold: z.string(),
  is_web_sales: z.boolean(),
  is_charged: z.boolean(),
  is_agent_network: z.boolean(),
  filled: z.array(z.string()),
  /** The newest one of each document type. */
  files: z.array(uploadedFile),
})

export type Application = z.infer<typeof application>
export type UploadedFile = z.infer<typeof uploadedFile>
