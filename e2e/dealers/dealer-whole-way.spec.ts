import { expect, test } from '@/e2e/fixtures'
import { newTaxNumber } from '@/e2e/harness/dealer-walk'
import { COMPANY, fill, save } from '@/e2e/pages/dealer-pages'

test.use({ viewport: { width: 375, height: 760 } })

/** An application sent sooner than this after its draft was begun is taken for a program's. */
const FASTEST_MS = 3_000

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? 'with JavaScript' : 'without JavaScript', () => {
    test.use({ javaScriptEnabled })

    test('a dealer gets from the start to Paynet’s number on a phone, and pressing twice sends once', { tag: '@journey' }, async ({
      ownStack,
      page,
    }) => {
      // Paynet answers late, so that the second press falls on the form whose first press is still being
      // answered, and in time on any machine.
      const stack = await ownStack({ PAYNET_TIMEOUT_MS: '10000', PAYNET_QUIET_MS: '10000' })
      const slow = { fault: 'slow', service: 'membership_formdata_insert', ms: 700 }
      expect((await postJson(`${stack.simulator.url}/control/faults`, slow)).status).toBe(201)
      const startedAt = performance.now()
      const at = (path: string) => `${stack.app.url}${path}`
      await page.goto(at('/dealers/apply'))
      await save(page)
      await expect(page).toHaveURL(at('/dealers/apply/tasks'))
      // Counted from here: the app counts from the draft, which did not exist before.
      const begunAt = performance.now()
      for (const [task, answers] of Object.entries(COMPANY)) {
        await page.goto(at(`/dealers/apply/${task}`))
        await expect(page.locator('[name="application"]')).toBeAttached()
        await fill(page, task === 'business' ? { ...answers, tckn_vkn: newTaxNumber() } : answers)
        await save(page)
        await expect(page).not.toHaveURL(at(`/dealers/apply/${task}`))
      }
      await expect(page).toHaveURL(at('/dealers/apply/check'))
      await page.waitForTimeout(Math.max(0, FASTEST_MS + 100 - (performance.now() - begunAt)))
      await page.locator('main form button[type="submit"]').last().dblclick()

      await expect(page).toHaveURL(/\/dealers\/applications\/[\w-]{22}$/)
      await expect(page.locator('main')).toHaveAttribute('data-application-status', 'received', { timeout: 60_000 })
      test.info().annotations.push({ type: 'from the start to the number', description: `${Math.round(performance.now() - startedAt)} ms` })
      const applications = (await (await fetch(`${stack.simulator.url}/control/applications`)).json()) as Array<{ form_id: number }>
      expect(applications).toHaveLength(1)
      await expect(page.getByRole('main')).toContainText(String(applications[0]?.form_id))
      await page.reload()
      await expect(page.locator('main')).toHaveAttribute('data-application-status', 'received')
      await page.goto(at('/dealers/apply/bank'))
      await expect(page, 'what was sent cannot be changed').toHaveURL(/\/dealers\/applications\//)
    })
  })
}

function postJson(url: string, body: object): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
}
