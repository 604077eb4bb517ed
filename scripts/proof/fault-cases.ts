import { everywhere, type Fault, ofService, onceEach, outages } from './fault-menu'
import { applicationExpectationOf, cardExpectationOf, expectationOf } from './fault-oracle'
import { type Service, services } from './fault-switch'

/**
 * `first`: the first call meets the fault. `every`: all do, until the payment is settled or, where it
 * cannot be, until the fault is lifted. `again`: the call before was lost, and this one meets the fault.
 */
export type Repeat = 'first' | 'every' | 'again'

/**
 * One walk. `when` tells whether Paynet did what was asked; for a service that only reads (`check`,
 * `card_list`), whether it had done what is asked about.
 */
export type Case = { service: Service; fault: Fault; when: Fault['when']; repeat: Repeat }

export function casesOf(service: Service): Case[] {
  const faults = [...everywhere, ...(ofService[service] ?? [])]
  const repeats = ['first', 'every'] as const
  const cases: Case[] =
    service === 'check' || service === 'card_list'
      ? onceEach(faults).flatMap((fault) =>
          (['before', 'after'] as const).flatMap((when) => repeats.map((repeat) => ({ service, fault, when, repeat }))),
        )
      : (service === 'card_check_otp' ? onceEach(faults) : faults).flatMap((fault) =>
          repeats.map((repeat) => ({ service, fault, when: fault.when, repeat })),
        )
  const more = service === 'tds_charge' ? refusedAfterALostCall(faults) : []
  return [...cases, ...more, ...outagesOf(service)].filter((one) => isPossible(one))
}

export function allCases(): Case[] {
  return services.flatMap(casesOf)
}

/** Whether a rule says what must come of it. */
function isPossible(one: Case): boolean {
  return (expectationOf(one) ?? cardExpectationOf(one) ?? applicationExpectationOf(one)) !== null
}

/** Whoever strikes everybody walks alone. */
export function isLone({ fault }: Case): boolean {
  return fault.does.kind === 'outage'
}

/** A "no" after a "maybe": the first charge is lost, before or after it acted, and the second is refused. */
function refusedAfterALostCall(faults: Fault[]): Case[] {
  return faults
    .filter(({ name, when }) => when === 'before' && ['code-13', 'code-15', 'code-16', 'code-17', 'decline'].includes(name))
    .flatMap((fault) => (['before', 'after'] as const).map((when) => ({ service: 'tds_charge', fault, when, repeat: 'again' })))
}

function outagesOf(service: Service): Case[] {
  const whens = service === 'check' ? (['before', 'after'] as const) : (['before'] as const)
  return outages.flatMap((fault) => whens.map((when) => ({ service, fault, when, repeat: 'first' })))
}
