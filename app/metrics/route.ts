import { withMerchantKey } from '@/app/api/merchant-key'
import { now } from '@/lib/clock'
import { env } from '@/lib/env'
import { CONTENT_TYPE } from '@/lib/metrics/exposition'
import { readMetrics } from '@/lib/metrics/metrics'

export const dynamic = 'force-dynamic'

async function show(): Promise<Response> {
  return new Response(await readMetrics(await now()), { headers: { 'Content-Type': CONTENT_TYPE, 'Cache-Control': 'no-store' } })
}

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = withMerchantKey(
  { GET: show },
  { keyName: 'METRICS_KEY, else MERCHANT_API_KEY', keys: () => env().metricsKeys },
)
