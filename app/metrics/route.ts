import { withMerchantKey } from '@/app/api/merchant-key'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { readMetrics } from '@/lib/metrics/metrics'

export const dynamic = 'force-dynamic'

async function show(): Promise<Response> {
  const { text, contentType } = await readMetrics(now)
  return new Response(text, { headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } })
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey(
  { GET: show },
  { keyName: 'METRICS_KEY, else MERCHANT_API_KEY', keys: () => env().metricsKeys, refusal: 'wrong-metrics-key' },
)
