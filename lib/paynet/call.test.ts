import { expect, test } from 'vitest'
import { describeCall } from './call'

test('a message of Paynet’s that quotes the address to call us at does not bring its secret into a timeline', () => {
  const message = 'succeedUrl https://odeme.example.com/api/paynet/refund/dHVydGxl/c2VjcmV0 cevap vermedi'
  const reply = { kind: 'answered', status: 200, json: { code: 1, message }, retryAfterMs: null, durationMs: 5 } as const
  const call = describeCall('reversed_request', reply, { kind: 'refused', code: 1 })
  expect(call.message).toBe('succeedUrl [address] cevap vermedi')
})
