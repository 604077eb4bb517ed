import { expect, type Locator, type Page } from 'playwright/test'
import type { Card } from '@/e2e/harness/cards'

/** The fields of the card form, by the attributes that a browser's autofill uses. */
export function cardFields(page: Page) {
  const field = (token: string): Locator => page.locator(`input[autocomplete="${token}"]`)
  return { number: field('cc-number'), expiry: field('cc-exp'), cvc: field('cc-csc'), holder: field('cc-name') }
}

/** The ways to pay, the single payment first. */
export function plans(page: Page): Locator {
  return page.locator('input[name="plan"]')
}

export function planOf(page: Page, count: number): Locator {
  return page.locator(`input[name="plan"][value^="${count}."]`)
}

/** A form's main action is its last submit button. */
export function payButton(page: Page): Locator {
  return page.locator('form button[type="submit"]').last()
}

export async function fillCard(page: Page, card: Card): Promise<void> {
  const fields = cardFields(page)
  await fields.number.fill(card.number)
  await fields.expiry.fill(card.expiry)
  await fields.cvc.fill(card.cvc)
  await fields.holder.fill(card.holder)
}

/** From the checkout page to the bank's, which is on another site. */
export async function payByCard(page: Page, card: Card): Promise<void> {
  await fillCard(page, card)
  await payButton(page).click()
  await expect(bank.code(page)).toBeVisible({ timeout: 60_000 })
}

/** The bank's page. */
export const bank = {
  code: (page: Page): Locator => page.locator('#otp'),
  async approve(page: Page, code = 'a'): Promise<void> {
    await bank.code(page).fill(code)
    await page.locator('#approve').click()
  },
  /** Approves, and has the bank refuse with this code all the same. */
  async decline(page: Page, bankErrorId: string): Promise<void> {
    await page
      .locator('details', { has: page.locator('#bank_error_id') })
      .locator('summary')
      .click()
    await page.locator('#bank_error_id').fill(bankErrorId)
    await bank.approve(page)
  },
  async cancel(page: Page): Promise<void> {
    await page.locator('#cancel').click()
  },
  /** Three wrong codes: the bank gives up and sends the browser back. */
  async wrongThrice(page: Page): Promise<void> {
    for (const left of [2, 1]) {
      await bank.approve(page, 'wrong')
      await expect(page.locator('#wrong')).toContainText(String(left))
    }
    await bank.approve(page, 'wrong')
  },
}

/** Waits for the result page to show this status, which it does without a click. */
export async function expectStatus(page: Page, status: string): Promise<void> {
  // What is settled by looking again and again takes its time on a busy machine.
  const timeout = 120_000
  await expect(page).toHaveURL(/\/checkout\/[\w-]+\/result$/, { timeout })
  await expect(page.locator('main')).toHaveAttribute('data-payment-status', status, { timeout })
}

/** The page's scripts have taken over the form. */
export async function hydrated(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const form = document.querySelector('form')
    return form !== null && Object.keys(form).some((key) => key.startsWith('__reactProps'))
  })
}

/** Holds back what this page posts, so that nothing can be answered between two presses, until it is released. */
export async function holdPosts(page: Page): Promise<() => void> {
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/*', async (route) => {
    if (route.request().method() === 'POST') await held
    await route.fallback()
  })
  return letGo
}
