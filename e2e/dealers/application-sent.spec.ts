import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from '@/e2e/fixtures'
import { newAddress } from '@/e2e/harness/addresses'
import { runNode } from '@/e2e/harness/child'
import { apply, fillApplication, newTaxNumber, postSendForm, readSendForm, statusOn } from '@/e2e/harness/dealer-walk'
import { createRawShopper } from '@/e2e/harness/raw-shopper'
import type { Stack } from '@/e2e/harness/stack'
import { expectAccessible } from '@/e2e/pages/accessible'

// These fill in the dealer's form by the names of its controls, so they need its pages.

const SERVICE = 'membership_formdata_insert'

async function arm(stack: Stack, fault: string, more: object = {}): Promise<void> {
  const response = await fetch(`${stack.simulator.url}/control/faults`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ fault, service: SERVICE, times: 1, ...more }),
  })
  expect(response.ok).toBe(true)
}

async function atPaynet(stack: Stack): Promise<Array<{ form_id: number }>> {
  return (await (await fetch(`${stack.simulator.url}/control/applications`)).json()) as Array<{ form_id: number }>
}

async function sends(stack: Stack): Promise<number> {
  const calls = (await (await fetch(`${stack.simulator.url}/control/calls`)).json()) as Array<{ service: string }>
  return calls.filter(({ service }) => service === SERVICE).length
}

test('a sent application has a page with its number, for its owner and anyone with the link', async ({ ownStack }) => {
  const stack = await ownStack()
  const dealer = createRawShopper(stack, newAddress())
  const path = await apply(dealer)
  expect(path).toMatch(/^\/dealers\/applications\/[\w-]{22}$/)
  expect(await statusOn(dealer, path)).toBe('received')
  const [received] = await atPaynet(stack)
  const own = (await dealer.request(path)).body
  expect(own).toContain(`>${received?.form_id}<`)
  expect(own).toContain('https://www.paynet.com.tr/basvuru-takip?form_id=')
  expect(own, 'masked').toContain('A*** D***')
  expect(own).not.toMatch(/Ali Duru|aliduru|5556667788|TR33/)

  const stranger = (await createRawShopper(stack, newAddress()).request(path)).body
  expect(stranger).toContain(`>${received?.form_id}<`)
  expect(stranger).not.toMatch(/A\*\*\*|basvuru-takip|type="file"/)
})

test('ten simultaneous presses send one application, and all see the same page', async ({ ownStack }) => {
  const stack = await ownStack()
  const dealer = createRawShopper(stack, newAddress())
  await fillApplication(dealer)
  const fields = await readSendForm(dealer)
  const paths = await Promise.all(Array.from({ length: 10 }, () => postSendForm(dealer, fields)))
  expect(new Set(paths).size).toBe(1)
  expect([await sends(stack), (await atPaynet(stack)).length]).toEqual([1, 1])
})

test('a lost answer is reported as being checked, and the application is never resent automatically', async ({ ownStack }) => {
  const stack = await ownStack()
  const dealer = createRawShopper(stack, newAddress())
  await arm(stack, 'answer-lost-after')
  const path = await apply(dealer)
  expect(await statusOn(dealer, path)).toBe('verifying')
  expect((await dealer.request(path)).body).toContain('Yeniden göndermeyin.')
  await sleep(2_000)
  expect([await sends(stack), await statusOn(dealer, path)]).toEqual([1, 'verifying'])
})

test('an app killed while waiting for Paynet comes back without resending', async ({ ownStack }) => {
  const stack = await ownStack()
  const dealer = createRawShopper(stack, newAddress())
  await fillApplication(dealer)
  const fields = await readSendForm(dealer)
  await arm(stack, 'slow', { ms: 1_400 })
  const sending = postSendForm(dealer, fields).catch(() => null)
  await expect.poll(() => sends(stack)).toBe(1)
  await stack.app.kill()
  await sending
  await stack.app.start()
  await sleep(1_500)
  expect([await sends(stack), (await atPaynet(stack)).length]).toEqual([1, 1])
})

test('a refusal leads to the question that Paynet named', async ({ ownStack, page }) => {
  const stack = await ownStack()
  const dealer = createRawShopper(stack, newAddress())
  await arm(stack, 'application-refused-field', { field: 'tax_office' })
  const path = await apply(dealer)
  expect(await statusOn(dealer, path)).toBe('refused')
  expect((await dealer.request(path)).body).toContain('href="/dealers/apply/business#tax_office"')
  await page.goto(`${stack.app.url}${path}`)
  await expect(page.locator('main')).toHaveAttribute('data-application-status', 'refused')
  await expect(page.locator('main a[href^="/dealers/apply"]'), 'not for visitors with the link').toHaveCount(0)
  await expectAccessible(page, 'the application’s page')
})

test('another business’s tax number does not reveal whether it has applied: the answer is a page, one application is sent, and an operator decides', async ({
  ownStack,
}) => {
  const stack = await ownStack()
  const taxNumber = newTaxNumber()
  const first = await apply(createRawShopper(stack, newAddress()), taxNumber)
  const owner = createRawShopper(stack, newAddress())
  const second = await apply(owner, taxNumber)
  expect([await statusOn(owner, second), await sends(stack)]).toEqual(['verifying', 1])
  expect((await owner.request(second)).body).not.toContain('numarasıyla')

  const operator = (...args: string[]) => runNode('dist/application.js', args, stack.app.env)
  const [holder, waiting] = [first, second].map((path) => path.split('/').at(-1) ?? '')
  expect((await operator('--unanswered')).output).toContain(`${waiting}  not sent: another one has its tax number`)
  expect((await operator(waiting ?? '')).output).toContain(holder)
  expect(await operator(waiting ?? '', '--resend')).toMatchObject({ code: 4, errors: expect.stringContaining('still has its tax number') })
  expect(await operator(holder ?? '', '--close')).toMatchObject({ code: 0 })
  expect(await operator(waiting ?? '', '--resend')).toMatchObject({ code: 0 })
  await expect.poll(() => sends(stack)).toBe(2)
})

test('an unknown id is not found', async ({ shopper }) => {
  for (const id of ['AAAAAAAAAAAAAAAAAAAAAA', 'x', '..%2f..', '%00']) {
    expect((await shopper.request(`/dealers/applications/${id}`)).status, id).toBe(404)
  }
})
