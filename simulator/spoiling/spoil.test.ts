import { expect, test, vi } from 'vitest'
import { faultNames, faults } from '@/simulator/faults/catalogue'
import { hiddenInputs, pairOf, payment, phone, startShop } from '@/simulator/test-kit'

type Shop = Awaited<ReturnType<typeof startShop>>

/** Longer than any test: what hangs is let go. */
const HANGS_MS = 60_000
const PATIENT = { timeout: 60_000 }
const callsOf = async (shop: Shop, service: string) => (await shop.calls()).filter((call) => call.service === service).length

test('two overlapping charges of one pair take the money twice when the first is delayed', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'slow-before', service: 'tds_charge', ms: HANGS_MS, times: 2 })
  const charges = [shop.charge(pair), shop.charge(pair)]
  await expect.poll(() => callsOf(shop, 'tds_charge')).toBe(2)
  const replies = await shop.release(Promise.all(charges))
  for (const reply of replies) expect(await reply.json()).toMatchObject({ code: 0, is_succeed: true })
  expect(await shop.ledger()).toHaveLength(2)
  expect((await shop.calls()).filter((call) => call.service === 'tds_charge')).toMatchObject([{ overlapping: true }, { overlapping: true }])
})

test('charges one after the other do not count as overlapping', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.charge(pair)
  await shop.charge(pair)
  expect((await shop.calls()).filter((call) => call.overlapping)).toEqual([])
})

test('an answer lost before acting takes no money', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'answer-lost-before', service: 'tds_charge' })
  await expect(shop.charge(pair)).rejects.toThrow()
  expect(await shop.ledger()).toEqual([])
  expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 0 })
})

test('an answer lost after acting takes the money, and a check finds it', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'answer-lost-after', service: 'tds_charge' })
  await expect(shop.charge(pair)).rejects.toThrow()
  expect(await (await shop.check({ reference_no: 'REF-1' })).json()).toMatchObject({ Data: [{ is_succeed: true }] })
  expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 100 })
  expect((await shop.calls()).find((call) => call.fault === 'answer-lost-after')).toMatchObject({ acted: true, http_status: null })
})

test('a caller that hangs up does not stop what Paynet does', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'slow-before', service: 'tds_charge', ms: HANGS_MS })
  const hangingUp = new AbortController()
  const hasty = fetch(`${shop.url}/v2/transaction/tds_charge`, {
    method: 'POST',
    signal: hangingUp.signal,
    body: JSON.stringify(pair),
    headers: { 'content-type': 'application/json', authorization: 'Basic sck_test_0123456789/+abc' },
  })
  const hungUp = expect(hasty).rejects.toThrow()
  await expect.poll(() => callsOf(shop, 'tds_charge')).toBe(1)
  hangingUp.abort()
  await hungUp
  await shop.release(vi.waitFor(async () => expect(await shop.ledger()).toHaveLength(1), PATIENT))
})

test('slow-before also delays a call that is refused', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'slow-before', service: 'tds_charge', ms: 120 })
  const startedMs = performance.now()
  expect(await (await shop.charge({ session_id: 'js_unknown', token_id: 'x' })).json()).toMatchObject({ code: 13 })
  expect(performance.now() - startedMs).toBeGreaterThan(100)
})

test('slow acts first and answers late', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'slow', service: 'tds_charge', ms: HANGS_MS })
  let isAnswered = false
  const late = shop.charge(pair).finally(() => {
    isAnswered = true
  })
  await expect.poll(shop.ledger, { interval: 10 }).toHaveLength(1)
  expect(isAnswered).toBe(false)
  expect(await (await shop.release(late)).json()).toMatchObject({ code: 0 })
})

test('slow-body sends its headers long before its last byte', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'slow-body', service: 'tds_initial', ms: 1_500 })
  const startedMs = performance.now()
  const response = await shop.initial()
  const headersMs = performance.now() - startedMs
  expect(await response.json()).toMatchObject({ code: 0 })
  expect(performance.now() - startedMs - headersMs).toBeGreaterThan(500)
})

test('truncated acts, then breaks off in the middle of the body', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'truncated', service: 'tds_charge' })
  const response = await shop.charge(pair)
  expect(response.status).toBe(200)
  await expect(response.text()).rejects.toThrow()
  expect(await shop.ledger()).toHaveLength(1)
})

test.each([
  ['http-500', 500, 0],
  ['http-500-after', 500, 1],
  ['http-503-html', 503, 0],
  ['http-429', 429, 0],
  ['http-401', 401, 0],
  ['http-403', 403, 0],
  ['http-404', 404, 0],
  ['http-404-html', 404, 0],
  ['redirect', 307, 0],
  ['html', 200, 0],
  ['bad-json', 200, 0],
  ['empty-body', 200, 0],
  ['wrong-object', 200, 1],
  ['oversized', 200, 1],
  ['wrong-content-type', 200, 1],
])('%s answers %d and takes money %d times', async (fault, status, charges) => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault, service: 'tds_charge', location: 'https://elsewhere.example/' })
  const response = await shop.charge(pair)
  expect(response.status).toBe(status)
  if (fault === 'redirect') expect(response.headers.get('location')).toBe('https://elsewhere.example/')
  if (fault === 'http-429') expect(response.headers.get('retry-after')).toBe('2')
  if (fault === 'oversized') expect((await response.text()).length).toBeGreaterThan(300 * 1024)
  expect(await shop.ledger()).toHaveLength(charges)
  expect((await shop.calls()).at(-1)).toMatchObject({ fault, http_status: status, reference_no: 'REF-1' })
})

test('a fault can be told to act although by default it does not', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'code-10', service: 'tds_charge', acts: true })
  expect(await (await shop.charge(pair)).json()).toMatchObject({ code: 10, is_succeed: false })
  expect(await shop.ledger()).toMatchObject([{ is_succeed: true }])
})

test.each([
  ['wrong-amount', { amount: 1235.5 }],
  ['wrong-currency', { currency: 'USD' }],
  ['code-string', { code: '0' }],
  ['code-8', { code: 8, is_succeed: false }],
  ['code-13', { code: 13 }],
  ['code-15', { code: 15 }],
  ['code-16', { code: 16 }],
  ['code-17', { code: 17 }],
  ['decline', { code: 1, bank_error_id: '51' }],
])('%s changes the reply of the charge', async (fault, expected) => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault, service: 'tds_charge' })
  expect(await (await shop.charge(pair)).json()).toMatchObject(expected)
})

test.each([
  ['failed-3d-bare', 200, { code: 16 }],
  ['failed-3d-null', 200, { code: 16, is_succeed: null }],
  ['failed-3d-result-code', 200, { result_code: 16 }],
  ['failed-3d-400', 400, { code: 400, result_code: 16 }],
  ['failed-3d-400-code', 400, { code: 16 }],
  ['wrong-card-400', 400, { code: 400, result_code: 18 }],
  ['http-400-bare', 400, { code: 400 }],
  ['code-7', 200, { code: 7, is_succeed: false }],
])('%s refuses the charge with HTTP %d', async (fault, status, expected) => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault, service: 'tds_charge' })
  const response = await shop.charge(pair)
  expect(response.status).toBe(status)
  const body = (await response.json()) as object
  expect(body).toMatchObject(expected)
  for (const name of ['code', 'result_code', 'is_succeed']) if (!(name in expected)) expect(name in body, name).toBe(false)
  expect(await shop.ledger()).toEqual([])
})

test.each([
  ['is-succeed-text', { is_succeed: 'true' }],
  ['currency-tl', { currency: 'TL' }],
  ['currency-949', { currency: '949' }],
  ['currency-number', { currency: 949 }],
  ['amount-noise', { amount: 1234.5000001 }],
])('%s changes the charge, check, detail and list alike', async (fault, expected) => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault, times: 4 })
  expect(await (await shop.charge(pair)).json()).toMatchObject(expected)
  for (const response of await readAll(shop)) expect(response).toMatchObject({ Data: [expected] })
})

test('table-names leaves out what the sample alone has', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'table-names' })
  const body = (await (await shop.charge(pair)).json()) as object
  const told = { authorization_code: /^\d{6}$/, reference_code: /./, order_id: /./, agent_reference_no: /^REF-1$/ }
  for (const [name, pattern] of Object.entries(told)) expect(body).toHaveProperty(name, expect.stringMatching(pattern))
  for (const name of ['bank_authorization_code', 'bank_reference_code', 'bank_order_id', 'reference_no'])
    expect(body).not.toHaveProperty(name)
})

test('pre-authorised reserves the money, and check says so too', async () => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: 'pre-authorised' })
  expect(await (await shop.charge(pair)).json()).toMatchObject({ is_succeed: true, transaction_type: 3 })
  expect(await (await shop.check({ reference_no: 'REF-1' })).json()).toMatchObject({ Data: [{ transaction_type: 3 }] })
})

const LONG = 'ref-longer-than-twenty-characters'

test.each([
  ['row-cut-reference', { Data: [{ agent_reference: LONG.slice(0, 20), reference_no: LONG.slice(0, 20) }] }],
  ['row-capitals', { Data: [{ agent_reference: LONG.toUpperCase() }] }],
  ['row-merchant-reference', { Data: [{ agent_reference: LONG, agent_reference_no: 'B-1001' }] }],
  ['row-reversed', { Data: [{ reversed: true, reversed_xact_id: expect.stringMatching(/^xk_/) }] }],
  ['row-cancelled', { Data: [{ xact_type: 'R', transaction_type: 2, is_succeed: true }] }],
  ['data-lower-case', { data: [{ agent_reference: LONG }] }],
  ['data-null-row', { Data: [null] }],
  ['data-null', { Data: null }],
])('%s changes the rows of check, detail and list', async (fault, expected) => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed({ reference_no: LONG }))
  await shop.fault({ fault, times: 3 })
  for (const response of await readAll(shop, LONG)) {
    expect(response).toMatchObject({ code: 0, ...expected })
    if (fault === 'data-lower-case') expect(response).not.toHaveProperty('Data')
  }
  expect(await shop.ledger()).toHaveLength(1)
})

test('row-nameless leaves out every name of the reference, and check-flat the list', async () => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed())
  await shop.fault({ fault: 'row-nameless', times: 3 })
  for (const response of await readAll(shop)) expect(JSON.stringify(response)).not.toContain('REF-1')
  await shop.fault({ fault: 'check-flat' })
  const flat = await (await shop.check({ reference_no: 'REF-1' })).json()
  expect(flat).toMatchObject({ agent_reference: 'REF-1', is_succeed: true, code: 0, object_name: 'transaction_check' })
  expect(flat).not.toHaveProperty('Data')
})

async function readAll(shop: Awaited<ReturnType<typeof startShop>>, reference_no = 'REF-1'): Promise<unknown[]> {
  const [today, later] = [0, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10))
  const days = { datab: today, datbi: later }
  const answers = [await shop.check({ reference_no }), await shop.detail({ reference_no }), await shop.listTransactions(days)]
  return Promise.all(answers.map((answer) => answer.json()))
}

test.each([
  ['windows-1254', 'application/json; charset=windows-1254'],
  ['no-content-type', null],
])('%s spoils nothing but the label or the Turkish letters', async (fault, type) => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault, service: 'tds_charge' })
  const response = await shop.charge(pair)
  expect(response.headers.get('content-type')).toBe(type)
  const bytes = Buffer.from(await response.arrayBuffer())
  const body = JSON.parse(new TextDecoder(fault === 'windows-1254' ? 'windows-1254' : 'utf-8', { fatal: true }).decode(bytes))
  expect(body).toMatchObject({ is_succeed: true, message: 'Başarılı İşlem' })
  expect((await shop.calls()).at(-1)).toMatchObject({ code: 0 })
})

test('a list of cards can be null, or under its owner in another case', async () => {
  const shop = await startShop()
  const { card_owner_id } = await shop.storeCard()
  await shop.fault({ fault: 'data-null', service: 'card_list' })
  expect(await (await shop.listCards({ card_owner_id })).json()).toMatchObject({ code: 0, Data: null })
  await shop.fault({ fault: 'owner-other-case' })
  const [row] = (await shop.cardsOf(card_owner_id)).Data
  expect(row?.card_owner_id).not.toBe(card_owner_id)
  expect(row?.card_owner_id.toLowerCase()).toBe(card_owner_id.toLowerCase())
})

test('a deleted card can stay on the list for a while, and pays no more', async () => {
  let now = new Date('2030-01-01T10:00:00Z')
  const shop = await startShop({ now: () => now })
  const card = await shop.storeCard()
  await shop.fault({ fault: 'delete-lags', ms: 60_000 })
  expect(await (await shop.deleteCard(card)).json()).toMatchObject({ code: 0 })
  expect((await shop.cardsOf(card.card_owner_id)).Data).toMatchObject([card])
  expect(await shop.storedCards()).toMatchObject([{ deleted: true }])
  expect((await shop.initial({ pan: undefined, ...card })).status).toBe(400)
  now = new Date('2030-01-01T10:01:00Z')
  expect((await shop.cardsOf(card.card_owner_id)).Data).toEqual([])
})

test.each(['xact_id', 'is_succeed', 'reference_no'])('the reply of a charge can omit or falsify %s', async (field) => {
  const shop = await startShop()
  const pair = await shop.openPassed()
  await shop.fault({ fault: field === 'reference_no' ? 'wrong-reference' : `missing-${field.replace('_', '-')}` })
  const reply = (await (await shop.charge(pair)).json()) as Record<string, unknown>
  expect(reply[field]).not.toBe(field === 'reference_no' ? payment.reference_no : true)
  if (field !== 'reference_no') expect(field in reply).toBe(false)
})

test.each([
  ['check-nothing', 404, { result_code: 12 }],
  ['check-empty-200', 200, { code: 0, Data: [] }],
  ['check-code-12', 200, { code: 12, Data: [] }],
  ['check-wrong-amount', 200, { Data: [{ amount: 1235.5 }] }],
  ['check-refused', 200, { Data: [{ is_succeed: false }] }],
])('%s hides or changes what the ledger holds', async (fault, status, expected) => {
  const shop = await startShop()
  await shop.charge(await shop.openPassed())
  await shop.fault({ fault })
  const response = await shop.check({ reference_no: 'REF-1' })
  expect(response.status).toBe(status)
  expect(await response.json()).toMatchObject(expected)
})

test('check-refused invents a refusal if nothing was charged', async () => {
  const shop = await startShop()
  await shop.openPassed()
  await shop.fault({ fault: 'check-refused' })
  expect(await (await shop.check({ reference_no: 'REF-1' })).json()).toMatchObject({ Data: [{ is_succeed: false, amount: 1234.5 }] })
  expect(await shop.ledger()).toEqual([])
})

test.each([
  ['html-foreign-host', 'action="https://collector.example/3d"'],
  ['html-http-foreign', 'action="http://collector.example/3d"'],
  ['html-javascript-action', 'action="javascript:'],
  ['html-hostile-script', 'window.__hostile'],
  ['html-two-forms', '</form><form'],
  ['html-nested', '3d"><form'],
  ['html-empty-inputs', 'name="session_id" value=""'],
])('%s changes html_content and leaves post_url intact', async (fault, mark) => {
  const shop = await startShop()
  await shop.fault({ fault })
  const session = await shop.openSession()
  expect(session.html_content).toContain(mark)
  expect(session.post_url.startsWith(shop.url)).toBe(true)
})

test.each([
  ['no-html', { html_content: '' }],
  ['no-post-url', { post_url: '' }],
  ['neither', { html_content: '', post_url: '' }],
  ['hostile-post-url', { html_content: '', post_url: expect.stringMatching(/^https:\/\/collector/) }],
])('%s gives the shop no way to the bank, or a bad one', async (fault, expected) => {
  const shop = await startShop()
  await shop.fault({ fault })
  expect(await shop.openSession()).toMatchObject(expected)
})

test('missing-pair omits both ids', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'missing-pair' })
  const session = await shop.openSession()
  expect('session_id' in session || 'token_id' in session).toBe(false)
})

test.each([
  ['return-get', 'method="get"'],
  ['return-multipart', 'enctype="multipart/form-data"'],
  ['return-twice', "mode: 'no-cors'"],
  ['return-wrong-token', '00000000-0000-4000-8000-000000000000'],
  ['return-without-ids', 'name="paynet_error_message"'],
])('%s changes the return and is logged', async (fault, mark) => {
  const shop = await startShop()
  await shop.fault({ fault })
  const session = pairOf(await shop.openSession())
  const page = await (await shop.answerBank(session, { otp: 'a' })).text()
  expect(page).toContain(mark)
  if (fault === 'return-without-ids') expect(hiddenInputs(page)).not.toHaveProperty('session_id')
  expect((await shop.calls()).at(-1)).toMatchObject({ service: 'return', fault, reference_no: 'REF-1' })
})

test('the return can carry the token in the other case, or blanks for plus signs', async () => {
  const shop = await startShop()
  const returned = async (fault: string) => {
    const session = pairOf(await shop.openSession())
    await shop.fault({ fault })
    return { session, inputs: hiddenInputs(await (await shop.answerBank(session, { otp: 'a' })).text()) }
  }
  const cased = await returned('return-other-case')
  expect(cased.inputs).toEqual({ ...cased.session, token_id: cased.session.token_id.toLowerCase() })
  const blank = await returned('return-plus-as-blank')
  expect(blank.inputs).toEqual({ ...blank.session, session_id: blank.session.session_id.replaceAll('+', ' ') })
})

test('a fault affects only the service, references and number of calls that it was armed for', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'http-500', service: 'check', reference_prefix: 'A-', times: 2 })
  expect((await shop.initial({ reference_no: 'A-1' })).status).toBe(200)
  const statuses = []
  for (const reference_no of ['B-1', 'A-1', 'A-2', 'A-3']) statuses.push((await shop.check({ reference_no })).status)
  expect(statuses).toEqual([404, 500, 500, 404])
})

test('a wrong key does not use up a fault', async () => {
  const shop = await startShop()
  await shop.fault({ fault: 'http-500' })
  await shop.post('/v1/transaction/check', { reference_no: 'x' }, { authorization: 'Basic sck_wrong' })
  expect((await shop.check({ reference_no: 'x' })).status).toBe(500)
})

test('faults can be listed and switched off, and unknown ones are refused', async () => {
  const shop = await startShop()
  expect((await shop.fault({ fault: 'http-500' })).status).toBe(201)
  expect(await (await fetch(`${shop.url}/control/faults`)).json()).toMatchObject({ armed: [{ fault: 'http-500', left: 1 }] })
  await fetch(`${shop.url}/control/faults`, { method: 'DELETE' })
  expect((await shop.check({ reference_no: 'x' })).status).toBe(404)
  expect((await shop.fault({ fault: 'no-such' })).status).toBe(400)
  expect((await shop.fault({ fault: 'decline', service: 'check' })).status).toBe(400)
})

const places = faultNames.flatMap((fault) => faults[fault].services.map((service) => [fault, service] as const))

test.each(places)('%s of %s can be switched on and is logged', async (fault, service) => {
  const shop = await startShop()
  const session = pairOf(await shop.openSession())
  expect((await shop.fault({ fault, service, ms: 1 })).status).toBe(201)
  const calls = {
    tds_initial: () => shop.initial(),
    tds_charge: () => shop.charge(session),
    check: () => shop.check({ reference_no: 'REF-1' }),
    detail: () => shop.post('/v1/transaction/detail', { reference_no: 'REF-1' }),
    ratio_get: () => shop.post('/v1/ratio/Get', {}),
    ratio_get_public: () => shop.post('/v1/ratio/Get_public', {}),
    list: () => shop.listTransactions({ datab: '2026-11-20', datbi: '2026-11-23' }),
    reversed_request: () => shop.refund({ xact_id: 'xk_none' }),
    reversal_list: () => shop.listReversals({ datab: '2026-11-20', datbi: '2026-11-23' }),
    card_save: () => shop.saveCard(),
    card_list: () => shop.listCards({ card_owner_id: 'nobody' }),
    card_delete: () => shop.post('/v1/card/delete', { card_owner_id: 'nobody', card_hash: 'none' }),
    card_desc_update: () => shop.post('/v1/card/desc_update', { card_owner_id: 'nobody', card_hash: 'none', card_desc: 'x' }),
    card_send_otp: () => shop.sendOtp(),
    card_check_otp: () => shop.post('/v1/card/check_otp', { ...phone, otp_code: 'ART2' }),
    membership_formdata_insert: () => shop.apply(),
    membership_formdata_get: () => shop.getForm({ form_id: 1 }),
    membership_formtypes_and_doctypes: () => shop.documents({ form_type: 2 }),
    membership_formtypes_and_doctypes_all: () => shop.allDocuments(),
    membership_upload_file_insert: () => shop.upload({ form_id: 1 }),
    membership_upload_file_delete: () => shop.deleteUpload({ form_id: 1, doctype_id: 1 }),
    return: () => shop.answerBank(session, { otp: 'a' }),
  }
  await calls[service]()
    .then((response) => response.text())
    .catch(() => undefined)
  expect((await shop.calls()).filter((call) => call.fault === fault)).toMatchObject([{ service }])
})
