import { behindKey } from '@/app/api/orders/door'
import { CONTENT_TYPE } from '@/lib/exposition'
import { readMetrics } from '@/lib/metrics'

export const dynamic = 'force-dynamic'

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = behindKey({
  GET: async () => new Response(await readMetrics(), { headers: { 'Content-Type': CONTENT_TYPE, 'Cache-Control': 'no-store' } }),
})
