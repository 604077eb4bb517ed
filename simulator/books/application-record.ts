import { z } from 'zod'

/** A file that came in. Its bytes are gone; what is left tells whether the right ones came. */
const uploadedFile = z.object({
  doctype_id: z.number().int(),
  at: z.string(),
  media_type: z.string(),
  bytes: z.number().int(),
  sha256: z.string(),
  deleted: z.boolean(),
})

/**
 * A dealer's application as it is from this line on; a later line with the same id replaces it. What
 * names a person, an address of theirs or an account is masked before it gets here, and of what no
 * service gives back only the names of the fields are left.
 */
export const application = z.object({
  kind: z.literal('application'),
  at: z.string(),
  form_id: z.number().int(),
  /** Stands for the form in the link. */
  form_id_enc: z.string(),
  /** Tells the same tax number again without knowing it: an HMAC under the secret key. */
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
  /** One a document type; the newest counts. */
  files: z.array(uploadedFile),
})

export type Application = z.infer<typeof application>
export type UploadedFile = z.infer<typeof uploadedFile>
