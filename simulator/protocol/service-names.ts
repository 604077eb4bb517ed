const cardServiceNames = ['card_save', 'card_list', 'card_delete', 'card_desc_update', 'card_send_otp', 'card_check_otp'] as const

const applicationServiceNames = [
  'membership_formdata_insert',
  'membership_formdata_get',
  'membership_formtypes_and_doctypes',
  'membership_formtypes_and_doctypes_all',
  'membership_upload_file_insert',
  'membership_upload_file_delete',
] as const

export const serviceNames = [
  'tds_initial',
  'tds_charge',
  'check',
  'detail',
  'list',
  'reversed_request',
  'reversal_list',
  'ratio_get',
  'ratio_get_public',
  ...cardServiceNames,
  ...applicationServiceNames,
] as const

export type ServiceName = (typeof serviceNames)[number]

/** The `object_name` of Paynet's samples where it is not the service's name. The delete has no sample and follows the upload. */
const objectNames: Partial<Record<ServiceName, string>> = {
  tds_initial: 'tdsinitial_response',
  tds_charge: 'tdscharge_response',
  check: 'transaction_check',
  detail: 'transaction_detail',
  list: 'transaction_list',
  reversed_request: 'transaction_reversed_request',
  reversal_list: 'transaction_reversal_list',
  ratio_get_public: 'ratio_get',
  membership_upload_file_insert: 'membership_file_upload',
  membership_upload_file_delete: 'membership_file_delete',
}

export function objectNameOf(service: ServiceName): string {
  return objectNames[service] ?? service
}
