import { randomBytes, randomUUID } from 'node:crypto'
import http from 'node:http'
import { json } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * A Paynet that only answers, always with yes, so that the time on top of its own is the server's. Written from
 * Paynet's pages "3D Payment" and "Oran Tablosu". Arguments: the port, and how many milliseconds an answer takes, and
 * one of ratio/Get.
 */
const [port = 0, latencyMs = 0, ratioMs = latencyMs] = process.argv.slice(2).map(Number)

type Fields = Record<string, string>

const RATIOS = '/v1/ratio/Get'
const COUNTS = [2, 3, 6, 9, 12]

/** What is to be charged, by session id. */
const sessions = new Map<string, { amount: number; reference_no: string }>()

const services: Record<string, (fields: Fields) => object> = {
  '/v2/transaction/tds_initial': ({ amount = '', reference_no = '' }) => {
    const session_id = `js_${randomBytes(24).toString('base64')}`
    const token_id = randomUUID().toUpperCase()
    sessions.set(session_id, { amount: Number(amount.replace(',', '.')), reference_no })
    const gate = `http://127.0.0.1:${port}/v1/paynetjgate/tds_easy`
    return {
      token_id,
      session_id,
      post_url: `${gate}?session_id=${encodeURIComponent(session_id)}&token_id=${token_id}`,
      html_content: `<form name="paynetForm" id="paynetForm" method="post" action="${gate}"><input type="hidden" name="session_id" value="${session_id}"/><input type="hidden" name="token_id" value="${token_id}"/></form><script type="text/javascript">document.forms[0].submit();</script>`,
      object_name: 'tdsinitial_response',
      code: 0,
      message: 'Başarılı İşlem',
    }
  },
  '/v2/transaction/tds_charge': ({ session_id = '' }) => {
    const session = sessions.get(session_id)
    sessions.delete(session_id)
    return {
      ...session,
      is_succeed: session !== undefined,
      is_tds: true,
      md_status: 1,
      xact_id: `xk_${randomBytes(24).toString('base64')}`,
      card_no_masked: '435508******4358',
      currency: 'TRY',
      object_name: 'tdscharge_response',
      code: session ? 0 : 13,
      message: 'Başarılı İşlem',
    }
  },
  [RATIOS]: ({ amount = '' }) => ({
    data: [
      {
        bank_id: 'AXSS',
        card_type: 'cc',
        ratio: COUNTS.map((instalment) => {
          const monthlyKurus = Math.ceil((Number(amount) * (100 + 2 * instalment)) / 100 / instalment)
          return { instalment, instalment_amount: monthlyKurus / 100, total_amount: (monthlyKurus * instalment) / 100 }
        }),
      },
    ],
    object_name: 'ratio_get',
    code: 0,
    message: 'Başarılı İşlem',
  }),
  '/v1/transaction/check': () => ({ Data: [], code: 0, message: 'Başarılı İşlem' }),
}

const server = http.createServer(async (request, response) => {
  const service = services[request.url ?? '']
  if (!service) {
    response.end('ok')
    return
  }
  const body = JSON.stringify(service((await json(request)) as Fields))
  const takesMs = request.url === RATIOS ? ratioMs : latencyMs
  if (takesMs > 0) await sleep(takesMs)
  response.writeHead(200, { 'Content-Type': 'application/json; charset=UTF-8', 'Content-Length': Buffer.byteLength(body) }).end(body)
})
server.keepAliveTimeout = 65_000
server.listen(port, () => process.on('SIGTERM', () => process.exit(0)))
