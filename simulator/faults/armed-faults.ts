import { type FaultName, type FaultPlace, faults } from './catalogue'

export type ArmedFault = {
  id: number
  fault: FaultName
  service: FaultPlace | null
  reference_prefix: string
  /** How many more calls it affects. */
  left: number
  ms: number | null
  acts: boolean
  bank_error_id: string
  location: string
  field: string
}

export type ArmedFaults = {
  armed: ArmedFault[]
  lastId: number
  /** What each plan of a price costs more than by the table, in kuruş by the price. */
  risen: Map<number, number>
}

export function createArmedFaults(): ArmedFaults {
  return { armed: [], lastId: 0, risen: new Map() }
}

export function armFault(armedFaults: ArmedFaults, fault: Omit<ArmedFault, 'id'>): ArmedFault {
  armedFaults.lastId += 1
  const armed = { id: armedFaults.lastId, ...fault }
  armedFaults.armed.push(armed)
  return armed
}

export function disarmFaults(armedFaults: ArmedFaults): void {
  armedFaults.armed.length = 0
  armedFaults.risen.clear()
}

/** Takes the oldest armed fault that matches this call. A call meets at most one fault. */
export function takeFault(armedFaults: ArmedFaults, place: FaultPlace, reference: string | null): ArmedFault | null {
  const found = armedFaults.armed.find((armed) => fits(armed, place, reference))
  if (!found) return null
  found.left -= 1
  if (found.left === 0) armedFaults.armed.splice(armedFaults.armed.indexOf(found), 1)
  return found
}

function fits(armed: ArmedFault, place: FaultPlace, reference: string | null): boolean {
  if (armed.service ? armed.service !== place : !faults[armed.fault].services.includes(place)) return false
  return armed.reference_prefix === '' || (reference ?? '').startsWith(armed.reference_prefix)
}
