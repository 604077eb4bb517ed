import { randomBytes } from 'node:crypto'
import { type Browser, type BrowserContext, expect, type Page } from 'playwright/test'
import { newAddress } from '@/e2e/harness/addresses'
import type { App } from '@/e2e/harness/app'
import type { RawAnswer } from '@/e2e/harness/raw-request'
import { inputsOf, type RawShopper } from '@/e2e/harness/raw-shopper'

export const PASSWORD = 'çok uzun bir parola 42'

export function newEmail(): string {
  return `kisi-${randomBytes(6).toString('hex')}@example.com`
}

/** The fields of the account forms, by the attributes that a password manager uses. */
export function accountFields(page: Page) {
  return {
    email: page.locator('input[autocomplete="email"]'),
    current: page.locator('input[autocomplete="current-password"]'),
    next: page.locator('input[autocomplete="new-password"]'),
  }
}

/** A form's main action is its last submit button. */
export async function submit(page: Page): Promise<void> {
  await page.locator('form button[type="submit"]').last().click()
}

export async function register(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/register?next=/account')
  await accountFields(page).email.fill(email)
  await accountFields(page).next.fill(password)
  await submit(page)
  await expect(page).toHaveURL('/account')
}

export async function trySignIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await page.goto('/login?next=/account')
  await accountFields(page).email.fill(email)
  await accountFields(page).current.fill(password)
  await submit(page)
}

export async function signIn(page: Page, email: string, password = PASSWORD): Promise<void> {
  await trySignIn(page, email, password)
  await expect(page).toHaveURL('/account')
  await expect(page.getByRole('banner').getByText(email)).toBeVisible()
}

/** A browser that shares nothing with the others, at an address of its own. */
export function anotherBrowser(browser: Browser, app: App, javaScriptEnabled = true): Promise<BrowserContext> {
  return browser.newContext({
    baseURL: app.url,
    locale: 'tr-TR',
    javaScriptEnabled,
    extraHTTPHeaders: { 'X-Forwarded-For': newAddress() },
  })
}

export const summary = (page: Page) => page.getByRole('group', { name: /Bir sorun var|There is a problem/ })

/** Posts the form that a button with these words belongs to, as a browser without scripts does. */
export async function postForm(
  shopper: RawShopper,
  path: string,
  button: string,
  values: Record<string, string> = {},
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const page = await shopper.request(path)
  const pressed = page.body.match(/<button\b[\s\S]*?<\/button>/g)?.find((html) => html.includes(`>${button}</`)) ?? 'none'
  const elsewhere = /^<button[^>]* form="([\w-]+)"/.exec(pressed)?.[1]
  const form = page.body
    .match(/<form[\s\S]*?<\/form>/g)
    ?.find((html) => (elsewhere === undefined ? html.includes(pressed) : html.startsWith(`<form id="${elsewhere}"`)))
  if (form === undefined) throw new Error(`No form "${button}": ${page.status} ${page.headers.location ?? ''}`)
  const fields = inputsOf(form).map(([name, value]): [string, string] => [name, values[name] ?? value])
  return shopper.postForm(path, fields, headers)
}

export const registerRaw = (shopper: RawShopper, email: string, password = PASSWORD) =>
  postForm(shopper, '/register?next=/account', 'Hesap aç', { email, password })

export const signInRaw = (shopper: RawShopper, email: string, password = PASSWORD) =>
  postForm(shopper, '/login?next=/account', 'Giriş yap', { email, password })

/** Signs in through next-auth's own endpoint, as a program would. */
export async function askNextAuth(shopper: RawShopper, origin: string, fields: Record<string, string>): Promise<RawAnswer> {
  const { csrfToken } = JSON.parse((await shopper.request('/api/auth/csrf')).body)
  return shopper.request('/api/auth/callback/credentials', {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: origin },
    body: new URLSearchParams({ csrfToken, json: 'true', ...fields }).toString(),
  })
}
