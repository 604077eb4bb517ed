import type { Page } from 'playwright/test'

export type Sentence = { path: string; status: string | null; text: string }

/** Words that say that no money was taken. They must never be shown for a payment that Paynet took. */
export const NEGATIVE =
  /ücret alınmadı|onaylanmadı|gerçekleşmedi|tahsilat yapılmadı|başlatılamadı|süre doldu|denemesi geçersiz|not charged|not approved|not take place|could not be started|time ran out|no longer valid/i

/** Records everything that the app's pages show from now on, each time it changes. Call it before the first page. */
export async function watchSentences(page: Page, appUrl: string): Promise<Sentence[]> {
  const seen: Sentence[] = []
  await page.exposeFunction('noteSentence', (sentence: Sentence) => seen.push(sentence))
  await page.addInitScript((origin) => {
    if (location.origin !== origin) return
    const { noteSentence } = window as unknown as { noteSentence: (sentence: Sentence) => void }
    let last = ''
    const look = () => {
      const main = document.querySelector('main')
      const text = main?.innerText ?? ''
      if (!main || text === last) return
      last = text
      noteSentence({ path: location.pathname, status: main.dataset.paymentStatus ?? null, text })
    }
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true, attributes: true })
    addEventListener('load', look)
  }, appUrl)
  return seen
}
