import { expect, type Page } from 'playwright/test'

/** Every text of a page that a translator would touch. Runs in the browser, so it brings everything along. */
function translate(): void {
  const LEFT_ALONE = 'script, style, noscript, textarea, title, svg'
  const done = new WeakSet<globalThis.Node>()
  const wrap = (root: globalThis.Node) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    const texts: Text[] = []
    for (let next = walker.nextNode(); next; next = walker.nextNode()) texts.push(next as Text)
    if (root.nodeType === 3) texts.push(root as Text)
    for (const text of texts) {
      const parent = text.parentElement
      if (!parent || done.has(text) || !text.data.trim() || parent.closest(LEFT_ALONE)) continue
      const [outer, inner] = [document.createElement('font'), document.createElement('font')]
      for (const font of [outer, inner]) font.setAttribute('dir', 'auto')
      const translated = document.createTextNode(text.data)
      done.add(translated)
      inner.append(translated)
      outer.append(inner)
      // The page's own text leaves the page, as with Chrome's translator.
      text.replaceWith(outer)
    }
  }
  const watch = new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'characterData') wrap(target)
      else for (const node of addedNodes) wrap(node)
    }
  })
  const start = () => {
    wrap(document.body)
    watch.observe(document.body, { childList: true, subtree: true, characterData: true })
  }
  if (document.body && document.readyState !== 'loading') start()
  else document.addEventListener('DOMContentLoaded', start)
}

/**
 * Does from now on what Chrome's translator does to a page, and keeps doing it to whatever the page changes: the text
 * moves into two `<font>` elements. `whatBroke` is what the page has thrown, and must stay empty.
 */
export async function translated(page: Page): Promise<{ whatBroke: string[] }> {
  const whatBroke: string[] = []
  page.on('pageerror', (error) => whatBroke.push(error.message))
  await page.evaluate(translate)
  // A page that is loaded later is translated once its scripts have taken over, as a person would do it.
  await page.addInitScript(`addEventListener('load', () => {
    const look = setInterval(() => {
      const forms = [...document.querySelectorAll('form')]
      if (!forms.every((form) => Object.keys(form).some((key) => key.startsWith('__reactProps')))) return
      clearInterval(look)
      ;(${translate})()
    }, 50)
  })`)
  return { whatBroke }
}

/** The page is translated as it stands now: each of its texts is in a `<font>`, and it is still a page of ours. */
export async function expectTranslated(page: Page, name: string): Promise<void> {
  await expect(page.getByText(/Sayfa şu an açılamıyor|This page cannot be opened/), name).toHaveCount(0)
  await expect
    .poll(
      () =>
        page.evaluate(() =>
          [...document.querySelectorAll('main h1, main p, main label, main button, main a, main legend')].flatMap((element) => {
            const bare = [...element.childNodes].filter((node) => node.nodeType === 3 && node.nodeValue?.trim())
            return element.localName === 'font' || element.closest('.sr-only') ? [] : bare.map(({ nodeValue }) => nodeValue)
          }),
        ),
      { message: name },
    )
    .toEqual([])
}
