import { afterEach } from 'vitest'
import type { Call } from '@/simulator/books/calls'
import type { Refund, Transaction } from '@/simulator/books/records'
import { type Simulator, startSimulator } from './server'

export const secretKey = 'sck_test_0123456789/+abc'

const running = new Set<Simulator>()

afterEach(async () => {
  await Promise.all([...running].map((simulator) => simulator.close()))
  running.clear()
})

/** A shop with a simulator of its own, which it calls over HTTP. */
export async function startShop(options: { ledgerFile?: string; now?: () => Date; cardOtp?: boolean; merchantName?: string } = {}) {
  const simulator = await startSimulator({ port: 0, host: '127.0.0.1', secretKey, ...options })
  running.add(simulator)
  const { url } = simulator
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization: `Basic ${secretKey}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const initial = (fields: object = {}) => post('/v2/transaction/tds_initial', { ...payment, ...fields })
  const shop = {
    url,
    close: simulator.close,
    post,
    initial,
    charge: (pair: Pair) => post('/v2/transaction/tds_charge', pair),
    check: (fields: object) => post('/v1/transaction/check', fields),
    detail: (fields: object) => post('/v1/transaction/detail', fields),
    ratio: (fields: object) => post('/v1/ratio/Get', fields),
    listTransactions: (fields: object) => post('/v1/transaction/list', fields),
    refund: (fields: object) => post('/v1/transaction/reversed_request', fields),
    listReversals: (fields: object) => post('/v1/transaction/reversal_list', fields),
    saveCard: (fields: object = {}) => post('/v1/card/save', { ...cardToSave, ...fields }),
    listCards: (fields: object) => post('/v1/card/list', fields),
    deleteCard: (card: Named) => post('/v1/card/delete', card),
    renameCard: (card: Named, card_desc: string) => post('/v1/card/desc_update', { ...card, card_desc }),
    sendOtp: (fields: object = {}) => post('/v1/card/send_otp', { ...phone, ...fields }),
    checkOtp: (fields: object = {}) => post('/v1/card/check_otp', { ...phone, otp_code: 'ART2', ...fields }),
    /** Saves a card and returns the ids that name it. */
    storeCard: async (fields: object = {}): Promise<Named> => nameOf((await (await shop.saveCard(fields)).json()) as Named),
    cardsOf: async (card_owner_id: string, fields: object = {}): Promise<CardList> =>
      (await shop.listCards({ card_owner_id, ...fields })).json() as Promise<CardList>,
    storedCards: () => getJson<Stored[]>(`${url}/control/cards`),
    seedCards: async (fields: object): Promise<Stored[]> => (await post('/control/cards', fields)).json() as Promise<Stored[]>,
    apply: (fields: object = {}) => post('/v1/membership/formdata_insert', { ...dealer, ...fields }),
    /** Sends an application that is received and returns its form_id. */
    applyWell: async (fields: object = {}): Promise<number> => ((await (await shop.apply(fields)).json()) as { form_id: number }).form_id,
    getForm: (fields: object) => post('/v1/membership/formdata_get', fields),
    statusOf: async (form_id: number): Promise<unknown> =>
      ((await (await shop.getForm({ form_id })).json()) as { Data: { status: unknown }[] }).Data[0]?.status,
    upload: (fields: object = {}) => post('/v1/membership/upload_file_insert', { doctype_id: 1, pars_base64: pdf, ...fields }),
    deleteUpload: (fields: object) => post('/v1/membership/upload_file_delete', fields),
    documents: (fields: object) => post('/v1/membership/formtypes_and_doctypes', fields),
    allDocuments: () => post('/v1/membership/formtypes_and_doctypes_all', {}),
    applications: () => getJson<ShownApplication[]>(`${url}/control/applications`),
    setStatus: (form_id: number, status: number) => post('/control/applications/status', { form_id, status }),
    settings: (fields: object) => post('/control/settings', fields),
    refunds: () => getJson<ShownRefund[]>(`${url}/control/refunds`),
    refundInPanel: (fields: object) => post('/control/refunds', fields),
    decide: (xact_id: string | undefined, decision: string) => post('/control/refunds/decide', { xact_id, decision }),
    fault: (fields: object) => post('/control/faults', fields),
    /** Lets go what slow faults hold back, and what is still on its way there, and waits for something that waits for it. */
    release: async <T>(until: Promise<T>): Promise<T> => {
      await post('/control/faults/release', {})
      return until
    },
    ledger: () => getJson<Transaction[]>(`${url}/control/ledger`),
    calls: () => getJson<Call[]>(`${url}/control/calls`),
    openSession: async (fields: object = {}): Promise<Session> => (await initial(fields)).json() as Promise<Session>,
    /** What the browser sends from the bank page; the answer is an HTML page. */
    answerBank: (pair: Pair, answer: Record<string, string>) =>
      fetch(`${url}/bank/3d`, { method: 'POST', body: new URLSearchParams({ ...pair, action: 'approve', ...answer }) }),
    /** Opens a session and passes its 3D. */
    openPassed: async (fields: object = {}, otp = 'a'): Promise<Pair> => {
      const { session_id, token_id } = await shop.openSession(fields)
      await (await shop.answerBank({ session_id, token_id }, { otp })).text()
      return { session_id, token_id }
    },
  }
  return shop
}

type Pair = { session_id: string; token_id: string }
export type Named = { card_owner_id: string; card_hash: string }
type Stored = Named & { user_unique_id: string; card_no: string; deleted: boolean }
type ShownApplication = {
  form_id: number
  reference_no: string
  status: number
  missing_documents: number[]
  filled: string[]
  files: { doctype_id: number; media_type: string; bytes: number; sha256: string; deleted: boolean }[]
}
type ShownRefund = Omit<Refund, 'kind' | 'succeed_url' | 'decided_at'>
type CardList = { total: number; has_more: boolean; Data: (Named & { card_no: string; card_desc: string })[] }
type Session = Pair & { post_url: string; html_content: string; object_name: string; code: number; message: string }

export const payment = {
  amount: '1234,50',
  reference_no: 'REF-1',
  return_url: 'http://localhost:3000/return/1?a=1&b=2',
  domain: 'shop.example',
  card_holder: 'Ayşe Yılmaz',
  pan: '4355084355084358',
  month: 12,
  year: 2030,
  cvc: '739',
}

export const cardToSave = {
  card_desc: 'Maaş kartım',
  card_holder: 'Ayşe Yılmaz',
  card_number: '4355084355084358',
  expire_month: '12',
  expire_year: '30',
  user_unique_id: 'shopper-1',
}

/** The required fields of a dealer's application. All numbers are invented. */
export const dealer = {
  contact_gsm_no: '5556667788',
  agent_reference: 'BAYI-1',
  contact_name: 'Ali Duru',
  contact_mail: 'aliduru@duruali.example',
  company_name: 'Deneme Ticaret',
  tax_office: 'Maslak',
  tckn_vkn: '1234567890',
  adres1: 'Maslak Mahallesi Paynet Sokak',
  adres2: 'Uso Center Kat 17',
  city: '34',
  province: 'Sarıyer',
  postal_code: '34098',
  iban: 'TR330006100519786457841326',
  company_fieldof_activity: 'Perakende',
  products_to_be_sold: 'Ayakkabı',
  phone: '2126667788',
}

export const tckn = '10000000146'
export const pdf = Buffer.from('%PDF-1.7\n').toString('base64')

export const phone = { user_gsm: '5321234567', otp_session_id: 'otp-1' }

/** The hidden inputs of a page, unescaped as a browser does it. */
export function hiddenInputs(html: string): Record<string, string> {
  const inputs = html.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]))
}

export function pairOf({ session_id, token_id }: Pair): Pair {
  return { session_id, token_id }
}

export function nameOf({ card_owner_id, card_hash }: Named): Named {
  return { card_owner_id, card_hash }
}

async function getJson<T>(url: string): Promise<T> {
  return (await fetch(url)).json() as Promise<T>
}
