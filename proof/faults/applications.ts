import { setTimeout as sleep } from 'node:timers/promises'
import { newAddress } from '@/e2e/harness/addresses'
import { fillApplication, newTaxNumber, postSendForm, readSendForm, statusOn } from '@/e2e/harness/dealer-walk'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Case } from './cases'
import type { ApplicationExpectation } from './oracle'
import type { FaultRig } from './rig'
import type { Verdict } from './verdict'

/** Longer than a delayed call, and several rounds of the loop. */
const NOTHING_MORE_MS = 4_000

/** A dealer's application is sent once: after an answer that does not decide, it is never resent automatically. */
export async function walkApplication(rig: FaultRig, one: Case, expected: ApplicationExpectation): Promise<Verdict> {
  const dealer = createRawShopper(rig.stack, newAddress())
  const taxNumber = newTaxNumber()
  const problems: string[] = []
  await fillApplication(dealer, taxNumber)
  const form = await readSendForm(dealer)
  const arming = await rig.arm('membership_formdata_insert', taxNumber, one.fault)
  const path = await postSendForm(dealer, form)
  const told = [await statusOn(dealer, path)]
  if (told[0] !== expected.told) problems.push(`should be ${expected.told}`)
  await sleep(NOTHING_MORE_MS)
  if ((await statusOn(dealer, path)) !== expected.told) problems.push('it did not stay so')
  const calls = () => rig.faults.callsOf('membership_formdata_insert', taxNumber)
  if (calls() !== 1) problems.push(`sent ${calls()} times`)
  if (arming.met() === 0) problems.push('the fault was never met')
  await arming.clear()
  // If Paynet names a field, that page has to be answered again first.
  const isSentAgain = expected.told === 'refused' && one.fault.name !== 'application-refused-field'
  if (isSentAgain) {
    await postSendForm(dealer, await readSendForm(dealer))
    told.push(await statusOn(dealer, path))
    if (told.at(-1) !== 'received') problems.push('it could not be sent once it was mended')
  }
  const kept = await rig.applicationsOf(taxNumber)
  const should = isSentAgain ? 1 : expected.kept
  if (kept !== should) problems.push(`Paynet has ${kept} applications, ${should} should be`)
  return { path: 'application', told: told.join(' then '), calls: `insert ${calls()}`, problems }
}
