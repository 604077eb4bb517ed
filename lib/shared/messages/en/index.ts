import type { Messages } from '@/lib/shared/messages/tr'
import { account } from './account'
import { applications } from './applications'
import { cards } from './cards'
import { bank, checkout, closed, form, plans, problem } from './checkout'
import { dealers } from './dealers'
import { links } from './links'
import { button } from './lost'
import { mail } from './mail'
import { result, returnBusy, returnUnread } from './result'
import { resume } from './resume'
import { cookies, ended, frame, notFound, quiet, refusal, renewed, shop, site } from './shop'

export const en: Messages = {
  button,
  site,
  frame,
  ended,
  shop,
  quiet,
  checkout,
  form,
  plans,
  problem,
  account,
  cards,
  dealers,
  applications,
  closed,
  cookies,
  notFound,
  refusal,
  renewed,
  result,
  resume,
  bank,
  links,
  mail,
  returnBusy,
  returnUnread,
}
