import { applicationAllDocuments, applicationDocuments } from './application-documents'
import { applicationGet } from './application-get'
import { applicationInsert } from './application-insert'
import { applicationUpload, applicationUploadDelete } from './application-upload'
import { cardDelete, cardDescUpdate } from './card-change'
import { cardList } from './card-list'
import { cardCheckOtp, cardSendOtp } from './card-otp'
import { cardSave } from './card-save'
import { ratioGet, ratioGetPublic } from './ratio-get'
import { reversalList } from './reversal-list'
import { reversedRequest } from './reversed-request'
import type { Service } from './service'
import { tdsCharge } from './tds-charge'
import { tdsInitial } from './tds-initial'
import { transactionCheck } from './transaction-check'
import { transactionDetail } from './transaction-detail'
import { transactionList } from './transaction-list'

export const allServices: readonly Service[] = [
  tdsInitial,
  tdsCharge,
  transactionCheck,
  transactionDetail,
  transactionList,
  reversedRequest,
  reversalList,
  ratioGet,
  ratioGetPublic,
  cardSave,
  cardList,
  cardDelete,
  cardDescUpdate,
  cardSendOtp,
  cardCheckOtp,
  applicationInsert,
  applicationGet,
  applicationDocuments,
  applicationAllDocuments,
  applicationUpload,
  applicationUploadDelete,
]
