import { expect, type Page } from 'playwright/test'

/** A company's answers, page by page, as a person types them. Public test numbers that belong to no one. */
export const COMPANY = {
  business: {
    form_type: '3',
    company_name: 'Deneme Ticaret Ltd. Şti.',
    tckn_vkn: '123 456 78 90',
    tax_office: 'Beşiktaş',
    company_fieldof_activity: 'mobilya perakende satışı',
  },
  contact: { contact_name: 'Ali Duru', contact_gsm_no: '0555 666 77 88', contact_mail: 'aliduru@duruali.com' },
  address: { adres1: 'Maslak Mahallesi Paynet Sokak', adres2: 'Uso Center Kat 17', city: '34', province: 'Sarıyer', postal_code: '34098' },
  bank: { iban: 'tr33 0006 1005 1978 6457 8413 26' },
  sales: { products_to_be_sold: 'Masa, sandalye', is_web_sales: 'true', is_charged: 'true', is_agent_network: 'false' },
} as const

export type TaskName = keyof typeof COMPANY
export const TASK_NAMES = Object.keys(COMPANY) as TaskName[]

/** Fills in the controls of a page by their names, whatever they are. */
export async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const control = page.locator(`[name="${name}"]`).first()
    const [tag, type] = await control.evaluate((element) => [element.tagName, element.getAttribute('type')])
    if (tag === 'SELECT') await control.selectOption(value)
    else if (type === 'radio') await page.locator(`[name="${name}"][value="${value}"]`).check()
    else await control.fill(value)
  }
}

/** A form's main action is its last submit button. */
export async function save(page: Page): Promise<void> {
  await page.locator('main form button[type="submit"]').last().click()
}

/** From nothing to the first page of a new draft. */
export async function begin(page: Page): Promise<void> {
  await page.goto('/dealers/apply')
  await save(page)
  await expect(page).toHaveURL('/dealers/apply/tasks')
  await page.locator('main li a').first().click()
  await expect(page).toHaveURL('/dealers/apply/business')
}

/** Answers the pages from the open one up to `last`, and waits for what comes after it. */
export async function answerUntil(page: Page, last: TaskName = 'sales'): Promise<void> {
  const from = TASK_NAMES.findIndex((task) => page.url().endsWith(task))
  const pages = TASK_NAMES.slice(from, TASK_NAMES.indexOf(last) + 1)
  for (const task of pages) {
    await expect(page).toHaveURL(`/dealers/apply/${task}`)
    await expect(page.locator('[name="application"]')).toBeAttached()
    await fill(page, COMPANY[task])
    await save(page)
    await expect(page).not.toHaveURL(`/dealers/apply/${task}`)
  }
}

export const summaryBox = (page: Page) => page.getByRole('group', { name: /Bir sorun var|There is a problem/ })

export const resumeLink = (page: Page) => page.locator('#resume-link')
