import type { PaynetFault } from './menu'
import type { NetworkFault, ProxiedRequest } from './tcp-proxy'

/** Which service of Paynet a path is, by its last word. */
export const services = [
  'tds_initial',
  'tds_charge',
  'check',
  'ratio_get',
  'reversed_request',
  'detail',
  'reversal_list',
  'card_save',
  'card_list',
  'card_delete',
  'card_desc_update',
  'card_send_otp',
  'card_check_otp',
  'membership_formdata_insert',
] as const
export type Service = (typeof services)[number]

type CallFault = PaynetFault | NetworkFault
type Armed = { service: Service; subject: string; does: CallFault; left: number; met: number }

/** The subject of calls that name nobody. */
export const NOBODY = 'nobody'

/** A fault that waits for calls of one case. */
export type Arming = {
  /** How many calls it has struck. */
  met: () => number
  clear: () => void | Promise<void>
}

/**
 * Decides which fault strikes which call while many cases run at once. A call belongs to a subject if one of
 * its fields is that word, or a reference that begins with it. A charge names only a session, and a refund only a
 * transaction, so they belong to the subject if that was opened or made for such a reference. The list of refunds names
 * nobody.
 */
export class FaultSwitch {
  private armed: Armed[] = []
  private readonly references = new Map<string, string>()
  private readonly seen: Array<{ service: string; names: string[] }> = []
  private readonly sent = new Map<string, PlanSent>()

  /**
   * `armPaynet` switches on one of the simulator's faults for one call. `nameTaxNumber` gives the subject of an
   * application, which carries no reference.
   */
  constructor(
    private readonly armPaynet: (wish: object) => Promise<void>,
    private readonly nameTaxNumber: (taxNumber: string) => string,
  ) {}

  arm(service: Service, subject: string, does: CallFault, times = Number.POSITIVE_INFINITY): Arming {
    const armed = { service, subject, does, left: times, met: 0 }
    this.armed.push(armed)
    return {
      met: () => armed.met,
      clear: () => {
        this.armed = this.armed.filter((other) => other !== armed)
      },
    }
  }

  async judge(request: ProxiedRequest): Promise<NetworkFault | null> {
    const service = serviceOf(request.path)
    const fields = readFields(request.body)
    const reference = this.references.get(fields.session_id ?? fields.xact_id ?? '') ?? fields.reference_no
    const names = service === 'reversal_list' ? [NOBODY] : [...Object.values(fields), ...(reference === undefined ? [] : [reference])]
    this.seen.push({ service, names })
    if (service === 'tds_initial' && reference !== undefined) this.sent.set(reference, readPlanSent(request.body))
    const armed = this.armed.find((one) => one.service === service && one.left > 0 && names.some((name) => isAbout(name, one.subject)))
    if (!armed) return null
    armed.left -= 1
    armed.met += 1
    const { does } = armed
    if (does.kind !== 'paynet') return does
    const { name, acts, ms, network = null } = does
    const price = service === 'ratio_get' ? fields.amount : undefined
    const named = price ?? reference ?? fields.card_owner_id ?? fields.user_unique_id ?? fields.otp_session_id ?? this.nameDealer(fields)
    if (named === '' && armed.subject !== NOBODY) throw new Error(`${service} names nobody`)
    await this.armPaynet({ fault: name, service, reference_prefix: named, acts, ...(ms === undefined ? {} : { ms }) })
    return network
  }

  private nameDealer({ tckn_vkn: taxNumber }: Record<string, string>): string {
    return taxNumber === undefined ? '' : this.nameTaxNumber(taxNumber)
  }

  /** How many calls about a subject have left the app. */
  callsOf(service: Service, subject: string): number {
    return this.seen.filter((call) => call.service === service && call.names.some((name) => isAbout(name, subject))).length
  }

  /** What Paynet was told of a payment's plan; undefined if it was never told of the payment. */
  sentFor(reference: string): PlanSent | undefined {
    return this.sent.get(reference)
  }

  /** Remembers the reference for which a session was opened, and a transaction made. */
  hear(request: ProxiedRequest, answer: string): void {
    const service = serviceOf(request.path)
    const [asked, told] = [readFields(request.body), readFields(answer)]
    if (service === 'tds_initial') this.remember(told.session_id, asked.reference_no)
    if (service === 'tds_charge') this.remember(told.xact_id, this.references.get(asked.session_id ?? ''))
  }

  private remember(name: string | undefined, reference: string | undefined): void {
    if (name !== undefined && reference !== undefined) this.references.set(name, reference)
  }
}

/** A payment's amount and plan as tds_initial tells them; what is not told is undefined. */
export type PlanSent = { amount: unknown; instalment: unknown; add_commission: unknown; ratio_code: unknown }

function readPlanSent(body: string): PlanSent {
  const { amount, instalment, add_commission, ratio_code } = JSON.parse(body) as PlanSent
  return { amount, instalment, add_commission, ratio_code }
}

function serviceOf(path: string): string {
  const words = path.split('/').slice(-2)
  if (words[0] === 'ratio') return 'ratio_get'
  return words[0] === 'card' || words[0] === 'membership' ? words.join('_') : (words[1] ?? '')
}

function isAbout(name: string, subject: string): boolean {
  return name === subject || name.startsWith(`${subject}-`)
}

function readFields(body: string): Record<string, string> {
  try {
    const fields = Object.entries(JSON.parse(body) as Record<string, unknown>)
    return Object.fromEntries(fields.filter((pair): pair is [string, string] => typeof pair[1] === 'string'))
  } catch {
    return {}
  }
}
