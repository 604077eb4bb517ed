import { apply } from '../../../../e2e/dealer-walk'
import { createRawShopper, type RawShopper } from '../../../../e2e/raw-shopper'
import { type Attack, crowd, sleep } from '../attack'
import { head, trickle } from '../wire'

const UPLOADS = 20
const REST_MS = 700
const WITHIN_MS = 5_000
const BORDER = 'siege'

/** A dealer's uploads that never end, beside an honest dealer's. */
export const uploadSlots: Attack = {
  name: 'upload-slots',
  sends: '12 uploads of one dealer that come a byte a second, beside another dealer’s of 200 kB',
  addresses: [1, 40],
  async prepare(stack) {
    const dealer = createRawShopper(stack, '10.81.0.1')
    const path = await apply(dealer)
    return {
      application: {
        path,
        cookie: dealer
          .cookies()
          .map(({ name, value }) => `${name}=${value}`)
          .join('; '),
      },
    }
  },
  run: (field) => {
    const { url, application } = field.target
    const headers = {
      Origin: url,
      Cookie: application?.cookie ?? '',
      'Content-Type': `multipart/form-data; boundary=${BORDER}`,
      'Content-Length': '1000000',
    }
    const file = `--${BORDER}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`
    return crowd(field, { atOnce: 12, most: 500, pauseMs: 100 }, (n) =>
      trickle(field, n, `${head(field, n, 'POST', `/api${application?.path}/documents`, headers)}\r\n${file}`, 'x'),
    )
  },
  async beside({ stack, shopper, isOver }) {
    const path = await apply(shopper)
    let passed = 0
    let tried = 0
    let longestMs = 0
    while (tried < UPLOADS && !isOver()) {
      tried += 1
      const startedAt = performance.now()
      if (await upload(shopper, stack.app.url, path)) passed += 1
      longestMs = Math.max(longestMs, performance.now() - startedAt)
      await sleep(REST_MS)
    }
    return [
      {
        says: `an honest dealer’s uploads pass, within ${WITHIN_MS / 1000} s`,
        measured: `${passed} of ${tried}, longest ${(longestMs / 1000).toFixed(2)} s`,
        isMet: tried > 0 && passed === tried && longestMs <= WITHIN_MS,
      },
    ]
  },
}

async function upload(dealer: RawShopper, origin: string, path: string): Promise<boolean> {
  const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200_000, 7)])
  const form = new FormData()
  form.append('doctype_id', '1')
  form.append('file', new Blob([photo], { type: 'image/jpeg' }), 'kimlik.jpg')
  form.append('intent', 'send')
  const encoded = new Response(form)
  const answer = await dealer.request(`/api${path}/documents`, {
    method: 'POST',
    headers: { 'Content-Type': encoded.headers.get('content-type') ?? '', Origin: origin, Accept: 'application/json' },
    body: new Uint8Array(await encoded.arrayBuffer()),
  })
  return answer.status === 200 && answer.body.includes('"uploaded"')
}
