import 'server-only'
import { readBody } from './read-body'

/** As `serverActions.bodySizeLimit` in next.config.js has it. */
const MAX_FORM_BYTES = 64 * 1024

/** The status of a posted form that cannot be read, null when it can. Next itself would answer 500. */
export async function formFault(request: Request): Promise<400 | 413 | null> {
  const body = await readBody(request, MAX_FORM_BYTES)
  if (body === 'too-large') return 413
  if (body === 'broken-off') return 400
  const contentType = request.headers.get('content-type') ?? ''
  if (!/^multipart\/form-data\b/i.test(contentType)) return null
  try {
    await new Response(body, { headers: { 'Content-Type': contentType } }).formData()
    return null
  } catch {
    return 400
  }
}
