import 'server-only'
import { isActionCall, isActionForm } from './action-body'
import { readBody } from './read-body'

/** As `serverActions.bodySizeLimit` in next.config.js has it. */
const MAX_FORM_BYTES = 64 * 1024

/** The status of a posted form that cannot be read, null when it can. Next itself would answer 500. */
export async function formFault(request: Request): Promise<400 | 413 | null> {
  const body = await readBody(request, MAX_FORM_BYTES)
  if (body === 'too-large') return 413
  if (body === 'broken-off') return 400
  const contentType = request.headers.get('content-type') ?? ''
  const actionId = request.headers.get('next-action')
  if (!/^multipart\/form-data\b/i.test(contentType)) {
    return actionId === null || isActionCall(new TextDecoder().decode(body), actionId) ? null : 400
  }
  try {
    const form = await new Response(body, { headers: { 'Content-Type': contentType } }).formData()
    return (actionId === null ? isActionForm(form) : isActionCall(form, actionId)) ? null : 400
  } catch {
    return 400
  }
}
