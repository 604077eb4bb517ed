import { setTimeout as sleep } from 'node:timers/promises'
import { apply } from '@/e2e/harness/dealer-walk'
import { rawRequest } from '@/e2e/harness/raw-request'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { type Attack, crowd, type Dealer } from './attack'
import { inSeconds } from './checker'
import { head, trickle } from './wire'

const OTHER = '10.81.0.2'
const UPLOADS = 20
const REST_MS = 500
const WITHIN_MS = 5_000
const BORDER = 'siege'

/** A dealer's endless uploads, alongside another dealer's honest ones. */
export const uploadSlots: Attack = {
  name: 'upload-slots',
  sends: '12 uploads of one dealer that come a byte a second, beside another dealer’s of 200 kB',
  addresses: [1, 40],
  ms: { full: 15_000, quick: 4_000 },
  async prepare(stack) {
    const [attacker, other] = await Promise.all([becomeDealer(stack, '10.81.0.1'), becomeDealer(stack, OTHER)])
    return { dealers: { attacker, other } }
  },
  run: (field) => {
    const { url, dealers } = field.target
    const headers = {
      Origin: url,
      Cookie: dealers?.attacker.cookie ?? '',
      'Content-Type': `multipart/form-data; boundary=${BORDER}`,
      'Content-Length': '1000000',
    }
    const file = `--${BORDER}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`
    return crowd(field, { atOnce: 12, most: 500, pauseMs: 100 }, (n) =>
      trickle(field, n, `${head(field, n, 'POST', `/api${dealers?.attacker.path}/documents`, headers)}\r\n${file}`, 'x'),
    )
  },
  async beside({ stack, isOver, target: { dealers } }) {
    let passed = 0
    let tried = 0
    let longestMs = 0
    // By then the attacker has taken its slots.
    await sleep(1_500)
    while (dealers && tried < UPLOADS && !isOver()) {
      tried += 1
      const startedAt = performance.now()
      if (await Promise.race([upload(stack, dealers.other), sleep(2 * WITHIN_MS)])) passed += 1
      longestMs = Math.max(longestMs, performance.now() - startedAt)
      await sleep(REST_MS)
    }
    return [
      {
        says: `all of them, within ${inSeconds(WITHIN_MS)}`,
        measured: `another dealer’s uploads passed ${passed} of ${tried} times, the longest took ${inSeconds(longestMs)}`,
        isMet: tried > 0 && passed === tried && longestMs <= WITHIN_MS,
      },
    ]
  },
}

async function becomeDealer(stack: Stack, address: string): Promise<Dealer> {
  const dealer = createRawShopper(stack, address)
  const path = await apply(dealer)
  const cookies = dealer.cookies().map(({ name, value }) => `${name}=${value}`)
  return { path, cookie: cookies.join('; ') }
}

async function upload({ app }: Stack, { path, cookie }: Dealer): Promise<boolean> {
  const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(200_000, 7)])
  const form = new FormData()
  form.append('doctype_id', '1')
  form.append('file', new Blob([photo], { type: 'image/jpeg' }), 'kimlik.jpg')
  form.append('intent', 'send')
  const encoded = new Response(form)
  const contentType = encoded.headers.get('content-type') ?? ''
  const answer = await rawRequest(`${app.url}/api${path}/documents`, {
    method: 'POST',
    headers: { 'Content-Type': contentType, Origin: app.url, Accept: 'application/json', Cookie: cookie, 'X-Forwarded-For': OTHER },
    body: new Uint8Array(await encoded.arrayBuffer()),
  }).catch(() => null)
  return answer?.status === 200 && answer.body.includes('"uploaded"')
}
