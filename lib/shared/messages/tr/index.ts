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

/** Every sentence that people read, in Turkish. English has the same keys; the compiler makes sure of it. */
export const tr = {
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

export type Messages = typeof tr
