import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { rawConnection } from '@/db/client'
import { HOUR } from '@/lib/duration'
import { newId } from '@/lib/ids'
import { paynet } from '@/scripts/test/setup'
import { givenDraft, givenSent, letTimePass, newTaxNumber, reread, send, stoppedClock } from './dealers.test-kit'
import { sendDocument } from './documents'
import { findApplicationBy, readMasked, readTimeline, resend } from './operate'

// The log is read below.
vi.hoisted(() => {
  process.env.LOG_LEVEL = 'trace'
})

const clock = stoppedClock()
const taxNumber = newTaxNumber()
const canaries = {
  company_name: 'Kanaryacı Ticaret',
  contact_name: 'Gizem Kanaryagil',
  contact_mail: 'gizem.kanarya@sakli-yer.com',
  contact_gsm_no: '5559081726',
  phone: '2129081726',
  adres1: 'Kanaryaçiçeği Sokak',
  adres2: 'Kanaryaotu Apartmanı',
  iban: 'TR330006100519786457841326',
  tckn_vkn: taxNumber,
}
const FILE = 'BelgeninİçindekiKanarya'

const written: string[] = []
const { write } = process.stdout
beforeAll(() => {
  process.stdout.write = ((chunk: string | Uint8Array) => {
    written.push(Buffer.from(chunk as Uint8Array).toString())
    return true
  }) as typeof write
})
afterAll(() => {
  process.stdout.write = write
})

async function everyColumn(): Promise<string> {
  const connection = rawConnection()
  const tables = ['applications', 'application_events', 'application_documents', 'rate_limits', 'facts']
  const rows = []
  for (const table of tables) {
    const statement = `SELECT * FROM ${table}`
    rows.push('sqlite' in connection ? connection.sqlite.prepare(statement).all() : (await connection.pool.query(statement)).rows)
  }
  return JSON.stringify(rows)
}

/** As it stands, and as it could stand in a log or a link. */
function shapes(text: string): string[] {
  return [
    text,
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
    Buffer.from(text).toString('base64').slice(0, -4),
    Buffer.from(text).toString('hex'),
  ]
}

test('a dealer’s answers are in no column in the clear, in no event and in no log line, whatever goes wrong', async () => {
  const service = 'membership_formdata_insert'
  const { tckn_vkn: _own, ...rest } = canaries
  for (const fault of [
    'application-refused-field',
    'http-500',
    'html',
    'answer-lost-after',
    'http-401',
    'truncated',
    'form-link-hostile',
  ]) {
    await paynet.fault({ fault, service, times: 1 })
    const sent = await givenSent(clock, rest)
    await resend(sent, clock.at())
    await letTimePass(clock, HOUR, HOUR / 4)
  }
  const whole = await givenSent(clock, canaries)
  await send(await givenDraft(clock, canaries), clock, newId())
  await sendDocument(whole, '1', Buffer.from(`%PDF-1.4 ${FILE}`), clock)
  await paynet.fault({ fault: 'html', service: 'membership_upload_file_insert', times: 1 })
  await sendDocument(whole, '1', Buffer.from(`%PDF-1.4 ${FILE}`), clock)

  expect(whole.status, 'all of it was sent').toBe('received')
  const log = written.join('')
  expect(log).toContain('paynet.call')
  expect(log, 'alarms are in it, too').toContain('alarm.')
  const row = await findApplicationBy(whole.id)
  if (!row) throw new Error('no such application')
  const operators = JSON.stringify([await readMasked(row), await readTimeline(row)])
  const columns = await everyColumn()
  const { formLink, answers } = await reread(whole)
  const secrets = [...Object.values(canaries), FILE, answers.agent_reference ?? '', formLink ?? '']
  for (const [name, haystack] of Object.entries({ log, operators, columns })) {
    const found = secrets.filter((secret) => secret && shapes(secret).some((shape) => haystack.includes(shape)))
    // A dealer's code is no person's, and the operator looks for it.
    expect(
      found.filter((secret) => !(name === 'operators' && secret === answers.agent_reference)),
      name,
    ).toEqual([])
  }
})
