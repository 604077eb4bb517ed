import { answerPicture } from '@/lib/web/link-preview'

/** The picture that a link to a page without an order shows. */
export function GET(request: Request): Promise<Response> {
  return answerPicture(request, null)
}
