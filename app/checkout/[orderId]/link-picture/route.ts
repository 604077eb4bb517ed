import { findPayable } from '@/lib/orders/orders'
import { answerPicture } from '@/lib/web/link-preview'
import { nothingHere } from '@/lib/web/versioned-answer'

type Context = { params: Promise<{ orderId: string }> }

/** The picture that a link to an order shows: who is paid, and how much. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const payable = await findPayable((await params).orderId)
  return payable ? answerPicture(request, payable) : nothingHere()
}
