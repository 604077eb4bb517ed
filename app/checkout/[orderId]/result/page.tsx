import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { PaymentResult } from '@/components/checkout/payment-result'
import { env } from '@/lib/env'
import { findResult } from '@/lib/payments/result'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'

export default async function ResultPage({ params }: { params: Promise<{ orderId: string }> }) {
  const { orderId } = await params
  const result = await findResult(orderId)
  if (!result) notFound()
  if (!result.payment) redirect(`/checkout/${orderId}`)

  const { merchantName, merchantSupport, isOn } = env()
  const locale = await currentLocale()
  return (
    <PaymentResult
      order={result.order}
      payment={result.payment}
      merchantName={merchantName}
      support={merchantSupport}
      hasAccounts={isOn.accounts}
      locale={locale}
      messages={messagesFor(locale)}
      nonce={(await headers()).get('x-nonce') ?? undefined}
    />
  )
}
