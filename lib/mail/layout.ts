import 'server-only'
import { DARK, LIGHT } from '@/lib/shared/design-tokens'
import type { Locale } from '@/lib/shared/locale'
import { messagesFor } from '@/lib/shared/messages'
import { UNSEEN } from '@/lib/shared/unseen'
import { escapeHtml } from '@/lib/web/html-document'

/** What a mail says. Its text and its HTML are two forms of this one. */
export type MailContent = {
  heading: string
  /** What the subject ends in, to tell one mail from another: of what was paid. Null of what is no purchase. */
  reference: string | null
  /** The one figure that matters. */
  amount: string | null
  sentences: string[]
  facts: Fact[]
  lines: { heading: string; items: Line[]; sums: Fact[] } | null
  /** On this app; none for those who use commands. */
  button: Link | null
  /** Another way, which stands below the button. */
  other?: Link
}

type Link = { text: string; href: string }

export type Fact = { term: string; value: string }
export type Line = { name: string; detail: string; amount: string }

/** Whose mails they are. */
export type Sender = { merchantName: string; support: string; accent: string }

export type RenderedMail = { subject: string; text: string; html: string }

const MOST_CHARACTERS = 140

/** What a merchant or shopper wrote, on one line, without what cannot be seen, and not too long. */
export function oneLine(text: string): string {
  const characters = [...text.replace(new RegExp(`(?:${UNSEEN.source}|\\s)+`, 'gu'), ' ').trim()]
  return characters.length <= MOST_CHARACTERS ? characters.join('') : `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`
}

/** Pure. No picture, no address of anyone else's, nothing that tells whether it was read. */
export function renderMail(content: MailContent, sender: Sender, locale: Locale): RenderedMail {
  const { heading, reference } = content
  const subject = oneLine(`${heading} – ${sender.merchantName}${reference === null ? '' : ` (${reference})`}`)
  return { subject, text: textOf(content, sender, locale), html: htmlOf(content, sender, locale, subject) }
}

function textOf(content: MailContent, { merchantName, support }: Sender, locale: Locale): string {
  const { mail, result } = messagesFor(locale)
  const { heading, reference, amount, sentences, facts, lines, button, other } = content
  const factLine = ({ term, value }: Fact) => `${term}: ${value}`
  const blocks = [
    [oneLine(merchantName)],
    [heading, ...(amount === null ? [] : [amount])],
    sentences,
    facts.map(factLine),
    lines === null
      ? []
      : [
          `${lines.heading}:`,
          ...lines.items.map(({ name, detail, amount: of }) => `- ${name} (${detail}): ${of}`),
          ...lines.sums.map(factLine),
        ],
    ...[button, other ?? null].map((link) => (link === null ? [] : [`${link.text}:`, link.href])),
    [`${result.help} ${support}`, ...(asksForReference(facts, locale) ? [result.quoteReference] : [])],
    reference === null ? [] : [mail.notAnInvoice],
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

/** Only of a payment that the mail names by it. */
function asksForReference(facts: Fact[], locale: Locale): boolean {
  const { reference } = messagesFor(locale).result
  return facts.some(({ term }) => term === reference)
}

/** Text that is HTML already. */
type Html = { html: string }

/** Whatever is put into it is escaped, unless it is HTML itself. An amount and its sign stay on one line. */
function html(texts: TemplateStringsArray, ...values: Array<string | Html | Html[]>): Html {
  const parts = values.map((value) => {
    if (typeof value === 'string') return escapeHtml(value.replaceAll(' ₺', '\u00a0₺'))
    return Array.isArray(value) ? value.map((each) => each.html).join('') : value.html
  })
  return { html: String.raw({ raw: texts }, ...parts) }
}

const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
const ROW = `padding:10px 0;border-top:1px solid ${LIGHT.hairline};font-size:16px;line-height:24px;vertical-align:top`

/** Programs that know no dark mode, or drop the style, show the inline colours. */
const DARK_CSS = `@media (prefers-color-scheme:dark){
.ground{background:${DARK.paper}!important}
.sheet{background:${DARK.tint}!important}
.ink{color:${DARK.ink}!important}
.soft{color:${DARK.soft}!important}
.line{border-color:${DARK.hairline}!important}
.button{border-color:${DARK.control}!important}
}`

function htmlOf(content: MailContent, { merchantName, support, accent }: Sender, locale: Locale, subject: string): string {
  const { mail, result } = messagesFor(locale)
  const { heading, reference, amount, sentences, facts, lines, button, other } = content
  const helpHref = support.startsWith('https:') ? support : `mailto:${support}`
  const small = `margin:0 0 8px;font-size:14px;line-height:20px;color:${LIGHT.soft}`
  const link = html`class="ink" style="color:${LIGHT.ink};text-decoration:underline;overflow-wrap:anywhere;word-break:break-word"`
  const row = ({ term, value }: Fact, style: string) => html`<tr>
<td class="soft line" style="${ROW};padding-right:16px;color:${LIGHT.soft}">${term}</td>
<td class="ink line" align="right" style="${ROW};color:${LIGHT.ink};text-align:right;${style}">${value}</td>
</tr>
`
  const table = (
    inside: Html[],
  ) => html`<table role="presentation" width="100%" cellspacing="0" cellpadding="0" border="0" style="margin:0 0 24px">
${inside}</table>
`
  const body = html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${{ html: DARK_CSS }}</style>
</head>
<body class="ground" style="margin:0;padding:0;background:${LIGHT.tint};-webkit-text-size-adjust:100%;text-size-adjust:100%">
<table role="presentation" class="ground" width="100%" cellspacing="0" cellpadding="0" border="0" style="background:${LIGHT.tint}">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="sheet" width="100%" cellspacing="0" cellpadding="0" border="0" style="max-width:560px;background:${LIGHT.paper};border-top:4px solid ${accent};${FONT};text-align:left">
<tr><td class="ink" style="padding:32px 24px 24px;color:${LIGHT.ink};${FONT}">
<p class="soft" style="margin:0 0 24px;font-size:14px;line-height:20px;color:${LIGHT.soft}">${oneLine(merchantName)}</p>
<h1 class="ink" style="margin:0 0 8px;font-size:24px;line-height:32px;font-weight:600;color:${LIGHT.ink}">${heading}</h1>
${amount === null ? [] : html`<p class="ink" style="margin:0 0 12px;font-size:28px;line-height:36px;font-weight:600;color:${LIGHT.ink}">${amount}</p>\n`}${sentences.map(
  (sentence) => html`<p class="ink" style="margin:0 0 8px;font-size:16px;line-height:24px;color:${LIGHT.ink}">${sentence}</p>\n`,
)}${button === null ? [] : html`<p style="margin:24px 0"><a class="button" href="${button.href}" style="display:inline-block;padding:12px 24px;border:1px solid ${accent};border-radius:6px;background:${accent};color:#ffffff;font-size:16px;line-height:24px;font-weight:600;text-decoration:none">${button.text}</a></p>\n`}${
  other === undefined
    ? []
    : html`<p style="margin:0 0 24px;font-size:16px;line-height:24px"><a href="${other.href}" ${link}>${other.text}</a></p>\n`
}${facts.length === 0 ? [] : table(facts.map((fact) => row(fact, 'overflow-wrap:anywhere;word-break:break-word')))}${
  lines === null
    ? []
    : html`<h2 class="ink" style="margin:0 0 8px;font-size:16px;line-height:24px;font-weight:600;color:${LIGHT.ink}">${lines.heading}</h2>
${table([
  ...lines.items.map(
    ({ name, detail, amount: of }) => html`<tr>
<td class="ink line" style="${ROW};padding-right:16px;color:${LIGHT.ink};overflow-wrap:anywhere;word-break:break-word"><bdi>${name}</bdi><br><span class="soft" style="font-size:14px;line-height:20px;color:${LIGHT.soft}">${detail}</span></td>
<td class="ink line" align="right" style="${ROW};color:${LIGHT.ink};text-align:right;white-space:nowrap">${of}</td>
</tr>
`,
  ),
  ...lines.sums.map((sum, at) => row(sum, `white-space:nowrap${at === lines.sums.length - 1 ? ';font-weight:600' : ''}`)),
])}`
}${button === null ? [] : html`<p class="soft" style="${small}">${mail.openInstead}<br><a href="${button.href}" ${link}>${button.href}</a></p>\n`}<p class="soft" style="${small}">${result.help} <a href="${helpHref}" ${link}>${support}</a>${
    asksForReference(facts, locale) ? html`<br>${result.quoteReference}` : []
  }${reference === null ? [] : html`</p>\n<p class="soft" style="${small};margin:0">${mail.notAnInvoice}`}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`
  return body.html
}
