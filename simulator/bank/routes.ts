import type { HttpBindings } from '@hono/node-server'
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { openCall } from '@/simulator/books/calls'
import { findSession, finishThreeDs, isExpired } from '@/simulator/books/sessions'
import type { Session, World } from '@/simulator/books/state'
import { takeFault } from '@/simulator/faults/armed-faults'
import { readFields } from '@/simulator/protocol/request-body'
import { type JsonObject, textOf } from '@/simulator/services/service'
import { gatePath } from '@/simulator/services/tds-initial'
import { renderBankPage, renderNoticePage } from './challenge-page'
import { renderReturnPage } from './return-page'

type App = OpenAPIHono<{ Bindings: HttpBindings }>

export const countdownSeconds = 180
const allowedTries = 3
const answerPath = '/bank/3d'

/** The leg between the shop and the return: Paynet's gate, the bank's page, and the way back. */
export function addGate(app: App, world: World): void {
  app.on(['GET', 'POST'], gatePath, async (context) => {
    const session = findOpenSession(world, await readIds(context))
    if (!session) return showNotice(context)
    session.openedAtMs = world.now().getTime()
    return showBankPage(world, context, session, null)
  })
  app.on(['GET', 'POST'], answerPath, async (context) => {
    const fields = await readIds(context)
    const session = context.req.method === 'POST' ? findOpenSession(world, fields) : null
    return session ? answerShopper(world, context, session, fields) : showNotice(context)
  })
}

function answerShopper(world: World, context: Context, session: Session, fields: JsonObject) {
  if (fields.action === 'cancel') {
    finishThreeDs(world, session, 'cancelled', 0)
    return showReturn(world, context, session)
  }
  if (fields.action === 'timeout' || secondsLeft(world, session) === 0) {
    finishThreeDs(world, session, 'failed', 0)
    return showReturn(world, context, session)
  }
  if (isRightCode(session, textOf(fields, 'otp') ?? '')) {
    if (session.outcome === 'three-ds-failed') finishThreeDs(world, session, 'failed', 0)
    else finishThreeDs(world, session, 'passed', session.outcome === 'approved-half' ? 4 : 1)
    return showReturn(world, context, session)
  }
  session.wrongCodes += 1
  const triesLeft = allowedTries - session.wrongCodes
  if (triesLeft > 0) return showBankPage(world, context, session, triesLeft)
  finishThreeDs(world, session, 'failed', 0)
  return showReturn(world, context, session)
}

function isRightCode(session: Session, code: string): boolean {
  return session.otp === null ? code.trim() !== '' : code.trim() === session.otp
}

function secondsLeft(world: World, session: Session): number {
  const openedAtMs = session.openedAtMs ?? world.now().getTime()
  return Math.max(0, Math.ceil(countdownSeconds - (world.now().getTime() - openedAtMs) / 1000))
}

function findOpenSession(world: World, fields: JsonObject): Session | null {
  const session = findSession(world, textOf(fields, 'session_id') ?? '', textOf(fields, 'token_id') ?? '')
  return session && !session.threeDs && !isExpired(world, session) ? session : null
}

async function readIds(context: Context): Promise<JsonObject> {
  return context.req.method === 'GET' ? context.req.query() : ((await readFields(context.req.raw)) ?? {})
}

function showBankPage(world: World, context: Context, session: Session, triesLeft: number | null) {
  noStore(context)
  return context.html(
    renderBankPage({ session, now: world.now(), triesLeft, secondsLeft: secondsLeft(world, session), action: answerPath }),
  )
}

function showNotice(context: Context) {
  noStore(context)
  return context.html(renderNoticePage(), 410)
}

function showReturn(world: World, context: Context, session: Session) {
  noStore(context)
  const armed = takeFault(world.faults, 'return', session.reference_no)
  const call = openCall(world.calls, world.now(), 'return', 'POST')
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
