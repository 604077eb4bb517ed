import type { Context } from 'hono'
import { openCall } from '@/simulator/books/calls'
import { findSession, finishThreeDs, isExpired } from '@/simulator/books/sessions'
import type { Session, State } from '@/simulator/books/state'
import { takeFault } from '@/simulator/faults/armed-faults'
import { isBankErrorId } from '@/simulator/protocol/banks'
import { gatePath } from '@/simulator/protocol/gate'
import type { App } from '@/simulator/protocol/http'
import { type JsonObject, textOf } from '@/simulator/protocol/reply'
import { readFields } from '@/simulator/protocol/request-body'
import { renderBankPage, renderNoticePage } from './challenge-page'
import { renderReturnPage } from './return-page'

const countdownSeconds = 180
const allowedTries = 3
const answerPath = '/bank/3d'

/** Everything between the shop and the return to it: Paynet's gate, the bank's page and the page that leads back. */
export function addBank(app: App, state: State): void {
  app.on(['GET', 'POST'], gatePath, async (context) => {
    const session = findOpenSession(state, await readIds(context))
    if (!session) return showNotice(context)
    session.openedAtMs = state.now().getTime()
    return showBankPage(state, context, session, null)
  })
  app.on(['GET', 'POST'], answerPath, async (context) => {
    const fields = await readIds(context)
    const session = context.req.method === 'POST' ? findOpenSession(state, fields) : null
    return session ? answerShopper(state, context, session, fields) : showNotice(context)
  })
}

function answerShopper(state: State, context: Context, session: Session, fields: JsonObject) {
  if (fields.action === 'cancel') {
    finishThreeDs(state, session, 'cancelled', 0)
    return showReturn(state, context, session)
  }
  if (fields.action === 'timeout' || secondsLeft(state, session) === 0) {
    finishThreeDs(state, session, 'failed', 0)
    return showReturn(state, context, session)
  }
  if (isRightCode(session, textOf(fields, 'otp') ?? '')) {
    const wished = textOf(fields, 'bank_error_id')?.trim() ?? ''
    // Lost on a restart, like all that was only said on this page.
    if (isBankErrorId(wished)) session.outcome = wished
    if (session.outcome === 'three-ds-failed') finishThreeDs(state, session, 'failed', 0)
    else finishThreeDs(state, session, 'passed', session.outcome === 'approved-half' ? 4 : 1)
    return showReturn(state, context, session)
  }
  session.wrongCodes += 1
  const triesLeft = allowedTries - session.wrongCodes
  if (triesLeft > 0) return showBankPage(state, context, session, triesLeft)
  finishThreeDs(state, session, 'failed', 0)
  return showReturn(state, context, session)
}

function isRightCode(session: Session, code: string): boolean {
  return session.otp === null ? code.trim() !== '' : code.trim() === session.otp
}

function secondsLeft(state: State, session: Session): number {
  const openedAtMs = session.openedAtMs ?? state.now().getTime()
  return Math.max(0, Math.ceil(countdownSeconds - (state.now().getTime() - openedAtMs) / 1000))
}

function findOpenSession(state: State, fields: JsonObject): Session | null {
  const session = findSession(state, textOf(fields, 'session_id') ?? '', textOf(fields, 'token_id') ?? '')
  return session && !session.threeDs && !isExpired(state, session) ? session : null
}

async function readIds(context: Context): Promise<JsonObject> {
  return context.req.method === 'GET' ? context.req.query() : ((await readFields(context.req.raw)) ?? {})
}

function showBankPage(state: State, context: Context, session: Session, triesLeft: number | null) {
  noStore(context)
  return context.html(
    renderBankPage({
      session,
      merchantName: state.merchantName,
      now: state.now(),
      triesLeft,
      secondsLeft: secondsLeft(state, session),
      action: answerPath,
    }),
  )
}

function showNotice(context: Context) {
  noStore(context)
  return context.html(renderNoticePage(), 410)
}

function showReturn(state: State, context: Context, session: Session) {
  noStore(context)
  const armed = takeFault(state.faults, 'return', session.reference_no)
  const call = openCall(state.calls, state.now(), 'return', 'POST')
  Object.assign(call, {
    reference_no: session.reference_no,
    fault: armed?.fault ?? null,
    acted: true,
    http_status: 200,
    duration_ms: 0,
  })
  return context.html(renderReturnPage(session, armed?.fault ?? null))
}

function noStore(context: Context): void {
  context.header('cache-control', 'no-store')
  context.header('x-frame-options', 'DENY')
  context.header('x-content-type-options', 'nosniff')
}
