import 'server-only'
import { env } from '@/lib/env'
import { newId } from '@/lib/ids'
import { merchantHome, merchantLogo } from '@/lib/merchant'
import { TOKENS_CSS } from '@/lib/shared/design-tokens'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'

/**
 * A small document of our own, without React: the page that leaves for the bank, and the one that submits the
 * bank's answer again. Its policy lets forms go to any https address, because a bank redirects to hosts that
 * cannot be listed in advance; nothing else may load or run.
 */
export function htmlDocument(page: Page & { status?: number }): Response {
  const { html, headers } = documentOf(page)
  return new Response(html, { status: page.status ?? 200, headers })
}

type Page = {
  locale: Locale
  title: string
  body: string
  /** Runs under the document's nonce. */
  script?: string
  /** A `Refresh` header: seconds, and optionally a target. */
  refresh?: string
}

/** The same for the http server in front of Next, which writes it by itself. */
export function documentOf(page: Page): { html: string; headers: Record<string, string> } {
  const nonce = newId()
  const { appUrl, brandAccent, merchantName, merchantSupport, paynet } = env()
  const home = merchantHome()
  const logo = merchantLogo()
  const name = logo
    ? `<img class="logo" src="${logo.path}" width="${logo.width}" height="${logo.height}" alt="${escapeHtml(merchantName)}">`
    : escapeHtml(merchantName)
  const isLink = merchantSupport.startsWith('https:')
  const { help } = messagesFor(page.locale).site
  const html = `<!doctype html>
<html lang="${page.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="theme-color" content="${brandAccent}">
<title>${escapeHtml(page.title)}</title>
<style nonce="${nonce}">:root{--accent:${brandAccent}}
${TOKENS_CSS}${CSS}</style>
</head>
<body>
<header>${home === null ? name : `<a href="${escapeHtml(new URL(home, appUrl).href)}">${name}</a>`}</header>
<main>${page.body}</main>
<footer><a href="${escapeHtml(isLink ? merchantSupport : `mailto:${merchantSupport}`)}">${escapeHtml(isLink ? help : `${help}: ${merchantSupport}`)}</a></footer>
${page.script ? `<script nonce="${nonce}">${page.script}</script>` : ''}
</body>
</html>
`
  const headers: Record<string, string> = {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      `style-src 'nonce-${nonce}'`,
      ...(logo ? ["img-src 'self'"] : []),
      `form-action https:${paynet.isLoopback ? ' http:' : ''}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  }
  if (page.refresh !== undefined) headers.Refresh = page.refresh
  return { html, headers }
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

export type Notice = { heading: string; text: string; link?: { href: string; text: string } | null }

/** A document that says one thing, and where it goes on from there. */
export function notice({ heading, text, link }: Notice): Pick<Page, 'title' | 'body'> {
  const button = link ? `<a class="button" href="${escapeHtml(link.href)}">${escapeHtml(link.text)}</a>` : ''
  return { title: heading, body: `<h1>${escapeHtml(heading)}</h1><p>${escapeHtml(text)}</p>${button}` }
}

/** What the not-found page says, for what Next does not answer. */
export function notFoundNotice(locale: Locale): Notice {
  const { heading, text, home: label } = messagesFor(locale).notFound
  const home = merchantHome()
  return { heading, text, link: home === null ? null : { href: new URL(home, env().appUrl).href, text: label } }
}

/** The same, where a route handler answers. */
export function notFoundDocument(locale: Locale): Response {
  return htmlDocument({ locale, status: 404, ...notice(notFoundNotice(locale)) })
}

/** Always 303: a redirect that keeps the method would post the same body again. */
export function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: `${env().appUrl}${path}`, 'Cache-Control': 'no-store' } })
}

const CSS = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif;-webkit-text-size-adjust:100%;text-size-adjust:100%}
header,footer{padding:4px max(16px,(100% - 960px)/2);overflow-wrap:anywhere}
header{display:flex;align-items:center;min-height:57px;border-bottom:1px solid var(--hairline);font-weight:600}
header a,footer a{display:inline-flex;align-items:center;min-height:44px}
header a{color:inherit;text-decoration:none}
header a:hover{text-decoration:underline}
.logo{display:block;object-fit:contain;object-position:left}
@media (prefers-color-scheme:dark){.logo{padding:4px 8px;border-radius:4px;background:#fff}}
footer{border-top:1px solid var(--hairline);font-size:14px}
main{flex:1;width:100%;max-width:544px;margin:0 auto;padding:clamp(48px,7vw,80px) 16px}
h1{font-size:clamp(22px,7.5vw,28px);line-height:1.2857;margin:0 0 12px;letter-spacing:-.015em;overflow-wrap:anywhere}
h2{margin:0 0 4px;font-size:14px;line-height:20px}
p{margin:0 0 16px;color:var(--soft)}
p a,footer a{color:var(--link);text-underline-offset:.2em}
button,.button{display:flex;align-items:center;justify-content:center;gap:8px;width:100%;min-height:48px;margin:24px 0;padding:11px 23px;border:1px solid var(--button-edge);border-radius:6px;background:var(--button);color:#fff;font:inherit;font-weight:600;text-align:center;text-decoration:none;cursor:pointer}
button:hover,.button:hover{background:var(--button-hover)}
a.button{display:inline-flex;width:auto}
button svg,.button svg{flex:none}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.way{margin:0 0 24px;border:1px solid var(--hairline);border-radius:6px;background:var(--tint)}
.way ol{display:flex;margin:0;padding:24px 16px;list-style:none}
.way li{position:relative;flex:1;min-width:0;display:flex;flex-direction:column;align-items:center;gap:8px;padding:0 8px;text-align:center;font-weight:600;line-height:1.25;overflow-wrap:anywhere}
.way svg{width:56px;height:56px;padding:13px;border:1px solid var(--hairline);border-radius:50%;background:var(--paper);color:var(--link)}
.way li+li::before{content:"";position:absolute;top:28px;left:0;width:calc(100% - 88px);border-top:2px dotted var(--control);transform:translateX(-50%)}
.way li+li::after{content:"";position:absolute;top:25px;left:calc(50% - 53px);width:8px;height:8px;border:solid var(--control);border-width:2px 2px 0 0;transform:rotate(45deg)}
.way dl{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;gap:0 16px;margin:0;padding:12px 16px;border-top:1px solid var(--hairline)}
.way dt{color:var(--soft);font-size:14px}
.way dd{margin:0;font-size:20px;font-weight:600;font-variant-numeric:tabular-nums}
.steps{margin:0 0 24px;padding:0;list-style:none;counter-reset:step}
.steps li{display:flex;gap:12px;margin:0 0 12px;counter-increment:step}
.steps li::before{content:counter(step);flex:none;width:24px;height:24px;border:1px solid var(--control);border-radius:50%;font-size:14px;font-weight:600;line-height:22px;text-align:center}
.aside{padding:12px 0 0;border-top:1px solid var(--hairline);font-size:14px;line-height:20px}
@media(max-width:1023px){.phone{display:none}}
.reference{font-size:14px;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
`
