import 'server-only'
import { isActionCall, isActionForm } from './action-body'

/** As `serverActions.bodySizeLimit` in next.config.js has it. */
export const MAX_FORM_BYTES = 64 * 1024

/** What a post says about its body, by the names of headers. */
type Described = { 'content-type'?: string | undefined; 'next-action'?: string | string[] | undefined }

/** Whether a posted body can be read as the form or the call that it says it is. Where it cannot, Next would answer 500. */
export async function isReadableForm(body: Buffer<ArrayBuffer>, headers: Described): Promise<boolean> {
  const contentType = headers['content-type'] ?? ''
  const actionId = headers['next-action']?.toString()
  if (!/^multipart\/form-data\b/i.test(contentType)) return actionId === undefined || isActionCall(body.toString(), actionId)
  try {
    const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData()
    return actionId === undefined ? isActionForm(form) : isActionCall(form, actionId)
  } catch {
    return false
  }
}
