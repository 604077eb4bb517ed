import type { Expected } from './drawn'
import type { Reply } from './transport'

/** The published sample of a charge that went through (page "3D Payment"), with the payment it was for. */
export const sampleCharge = {
  is_tds: true,
  md_status: 1,
  id: 7438118,
  xact_id: 'xk_EAAAADIJMBHKDhG0bG1f/yItmz1v9cZqMZVHViQJF0VezRKF',
  xact_date: '2020-02-25T15:12:48.353769+03:00',
  transaction_type: 1,
  pos_type: 5,
  agent_id: '1001',
  user_id: 'paynet',
  email: null,
  phone: null,
  instalment: 4,
  ratio: 0,
  card_no_masked: '435508******4358',
  card_holder: 'Paynet Ödeme Hizmetleri AŞ',
  amount: 6500,
  net_amount: 6500,
  comission: 0,
  comission_tax: 0,
  currency: 'TRY',
  bank_id: 'WRLD',
  bank_name: 'WorldCard',
  bank_authorization_code: '159116',
  bank_reference_code: '90eb21b1be8044859dc9ab6c00faba89',
  bank_order_id: 'B72A95279A3D4F54A41A408FB784E77A',
  is_succeed: true,
  paynet_error_id: '',
  paynet_error_message: '',
  bank_error_id: '',
  bank_error_message: '',
  bank_error_short_desc: '',
  bank_error_long_desc: '',
  reference_no: '857f60cf128ddbf112171522',
  xact_transaction_id: 'B72A9527-9A3D-4F54-A41A-408FB784E77A',
  campaign_url: '',
  end_user_comission: 0,
  end_user_ratio: 0,
  ratio_code: '',
  ratio_code_method: '',
  is_save_card_succeed: false,
  save_card_result_message: '',
  card_owner_id: '',
  user_unique_id: '',
  card_hash: '',
  card_bank_id: '',
  card_logo_url: '',
  company_cost_ratio: '',
  company_commission: '',
  company_commission_with_tax: '',
  company_net_amount: '',
  plus_installment: '',
  card_type: '',
  card_brand_name: '',
  object_name: 'tdscharge_response',
  code: 0,
  message: 'Başarılı İşlem',
}

export const sampleExpected: Expected = {
  referenceNo: '857f60cf128ddbf112171522',
  cashKurus: 650_000,
  chargeKurus: 650_000,
  instalments: null,
}

/** The published sample of a 3D session that was opened; its inputs are empty there, too. */
export const sampleInitial = {
  token_id: 'DF63C3CB-358A-4258-BDDA-522F4D8C5FA8',
  session_id: 'js_EAAAAFAL6CJHCCqAoll6DRsSqLfUMmn0pcqT6LZiJk6ZX*3G',
  post_url:
    'https://pts-api.paynet.com.tr/v1/paynetjgate/tds_easy?session_id=js_EAAAAFAL6CJHCCqAoll6DRsSqLfUMmn0pcqT6LZiJk6ZX*3G&token_id=DF63C3CB-358A-4258-BDDA-522F4D8C5FA8',
  html_content:
    '<form name="paynetForm" id="paynetForm" method="post" action="https://pts-api.paynet.com.tr/v1/paynetjgate/tds_easy"><input type="hidden" name="session_id" value=""/><input type="hidden" name="token_id" value=""/></form><script type="text/javascript">document.forms[0].submit();</script>',
  object_name: 'tdsinitial_response',
  code: 0,
  message: 'Başarılı İşlem',
}

/** A row of transaction/check, in the field names of its page. */
export const sampleRow = {
  xact_id: 'xk_1',
  id: 7438118,
  xact_date: '2020-02-25T15:12:48.353769+03:00',
  transaction_type: 1,
  agent_reference: sampleExpected.referenceNo,
  card_no: '435508******4358',
  amount: 6500,
  net_amount: 6500,
  currency: 'TRY',
  authorization_code: '159116',
  reference_code: '90eb21b1be8044859dc9ab6c00faba89',
  is_succeed: true,
}

/** The published sample of card/save, with a mask that fits its first digits. */
export const sampleCardSave = {
  card_owner_id: 'abc45adc20-91ba-4a29-a599-0eb18177247e',
  user_unique_id: 'shopper-1',
  card_desc: 'Maaş kartım',
  card_hash: 'ch_1',
  card_no: '455508********8053',
  card_bin: '455508',
  card_type: 'cc',
  card_bank_name: 'WorldCard',
  card_brand_name: 'VISA',
  object_name: 'card_save',
  code: 0,
  message: 'Başarılı İşlem',
}

/** A row of card/list. */
export const sampleCardRow = { ...sampleCardSave, card_holder: 'RQ*****QR', expire_month: 7, expire_year: 2031 }

export function answered(json: unknown, status = 200): Reply {
  return { kind: 'answered', status, json, retryAfterMs: null, durationMs: 1 }
}

export const lost: Reply = { kind: 'lost', why: 'ECONNRESET', durationMs: 1 }
export const notSent: Reply = { kind: 'not-sent', why: 'ECONNREFUSED', durationMs: 1 }

/** Paynet's error object: `code` is the HTTP status there, `result_code` the return code. */
export function errorObject(status: number, type: string, resultCode: unknown): Reply {
  return answered({ type, message: 'Hata', code: status, result_code: resultCode }, status)
}
