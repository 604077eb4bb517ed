import type { Messages } from '@/lib/shared/messages/tr'
import { account } from './account'
import { applications } from './applications'
import { cards } from './cards'
import { bank, checkout, closed, form, problem } from './checkout'
import { dealers } from './dealers'
import { button } from './lost'
import { result, returnBusy } from './result'
import { notFound, quiet, refusal, shop, site } from './shop'

export const en: Messages = {
  button,
  site,
  shop,
  quiet,
  checkout,
  form,
  problem,
  account,
  cards,
  dealers,
  applications,
  closed,
  notFound,
  refusal,
  result,
  bank,
  returnBusy,
}
