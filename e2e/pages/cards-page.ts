import type { BrowserContext, Locator, Page } from 'playwright/test'
import { CARDS } from '@/e2e/harness/customer'

/** What the page says, in its two languages. */
export const cardsWords = {
  tr: {
    heading: 'Kayıtlı kartlarınız',
    empty: 'Kayıtlı kartınız yok',
    untold: 'Kartınızın kaydedilip kaydedilmediği henüz belli değil',
    untoldSoon: 'yanıt bekliyoruz',
    untoldLater: 'öğrenemedik',
    reload: 'Yenile',
    oneLira: '1 TL provizyon alır ve hemen iptal eder',
    add: 'Kartı ekle',
    added: (name: string) => `${name} eklendi.`,
    rename: 'Adını değiştir',
    name: 'Kart adı',
    saveName: 'Adı kaydet',
    cancel: 'Vazgeç',
    payments: 'Bu kartla yapılan ödemeler',
    renamed: (name: string) => `Kartın yeni adı: ${name}.`,
    makeDefault: 'Varsayılan yap',
    madeDefault: (name: string) => `Ödeme sayfasında önce ${name} önerilecek.`,
    isDefault: 'Varsayılan kart',
    remove: 'Sil',
    question: (name: string) => `${name} silinsin mi?`,
    removeForGood: 'Evet, kartı sil',
    removed: 'Kart silindi.',
  },
  en: {
    heading: 'Your saved cards',
    empty: 'You have no saved cards',
    untold: 'It is not known yet whether your card was saved',
    untoldSoon: 'We are waiting for Paynet',
    untoldLater: 'We could not find out',
    reload: 'Reload',
    oneLira: 'a hold of 1 TL',
    add: 'Add card',
    added: (name: string) => `${name} has been added.`,
    rename: 'Rename',
    name: 'Card name',
    saveName: 'Save name',
    cancel: 'Cancel',
    payments: 'Payments with this card',
    renamed: (name: string) => `The card is now called ${name}.`,
    makeDefault: 'Make default',
    madeDefault: (name: string) => `${name} will be offered first when you pay.`,
    isDefault: 'Default card',
    remove: 'Delete',
    question: (name: string) => `Delete ${name}?`,
    removeForGood: 'Yes, delete the card',
    removed: 'The card has been deleted.',
  },
}

/** All cards on the page. */
export function cardLines(page: Page): Locator {
  return page.locator('[data-card-id]')
}

/** One card, by its name. */
export function cardLine(page: Page, name: string): Locator {
  return cardLines(page).filter({ has: page.getByRole('heading', { level: 2, name, exact: true }) })
}

/** A fold of a card: renaming or deleting. */
export function fold(line: Locator, label: string): Locator {
  return line.locator('summary').filter({ hasText: label })
}

/** Where the page says what has happened. */
export function said(page: Page, text: string): Locator {
  return page.getByRole('status').filter({ hasText: text })
}

export async function setLanguage(context: BrowserContext, url: string, language: string): Promise<void> {
  await context.addCookies([{ name: 'lang', value: language, url }])
}

export async function openCards(page: Page, appUrl: string, hasScripts = true): Promise<void> {
  await page.goto(`${appUrl}${CARDS}`)
  if (hasScripts) await tookOver(page)
}

/** The page's scripts have taken over every form. */
export async function tookOver(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const forms = [...document.querySelectorAll('form')]
    return forms.length > 0 && forms.every((form) => Object.keys(form).some((key) => key.startsWith('__reactProps')))
  })
}

/** Adding a card has a form of its own, the last on the page. */
export function addButton(page: Page): Locator {
  return page
    .locator('form')
    .filter({ has: page.locator('input[autocomplete="cc-number"]') })
    .getByRole('button')
}

/** Records console errors and warnings, what a page throws, and hosts other than the app's. */
export function watchPage(page: Page, appUrl: string): { faults: string[]; foreign: string[] } {
  const faults: string[] = []
  const foreign: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${appUrl}/`) && !request.url().startsWith('data:')) foreign.push(request.url())
  })
  return { faults, foreign }
}
