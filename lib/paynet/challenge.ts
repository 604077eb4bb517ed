import 'server-only'
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5'
import { isPaynetHost } from './hosts'

/**
 * How the browser gets to the bank: a form of ours with Paynet's action and hidden fields, or a link.
 * Paynet's HTML itself is never shown.
 */
export type ChallengePage = { kind: 'form'; action: string; fields: [name: string, value: string][] } | { kind: 'link'; url: string }

type Node = DefaultTreeAdapterTypes.ChildNode
type Element = DefaultTreeAdapterTypes.Element

const MAX_FIELDS = 30
const MAX_VALUE = 8_192

/**
 * Reads `html_content`: exactly one form, posted, to an allowed address. Its hidden inputs are taken,
 * empty ones of the pair (as in Paynet's own sample) filled in. When it cannot be read so, `post_url`
 * if that is allowed. Null when neither is sound: then the browser is sent nowhere.
 */
export function readChallengePage(
  challenge: { html: string | null; postUrl: string | null; sessionId: string; tokenId: string },
  paynetUrl: string,
): ChallengePage | null {
  const form = challenge.html === null ? null : readForm(challenge.html, paynetUrl)
  if (form) {
    const pair: Record<string, string> = { session_id: challenge.sessionId, token_id: challenge.tokenId }
    return { ...form, fields: form.fields.map(([name, value]) => [name, value === '' ? (pair[name] ?? '') : value]) }
  }
  const url = challenge.postUrl === null ? null : allowedUrl(challenge.postUrl, paynetUrl)
  return url ? { kind: 'link', url } : null
}

function readForm(html: string, paynetUrl: string): Extract<ChallengePage, { kind: 'form' }> | null {
  const forms = elementsOf(parseFragment(html).childNodes, 'form')
  const [form] = forms
  if (!form || forms.length !== 1 || attribute(form, 'method')?.toLowerCase() !== 'post') return null
  const action = allowedUrl(attribute(form, 'action') ?? '', paynetUrl)
  const fields = elementsOf(form.childNodes, 'input')
    .filter((input) => attribute(input, 'type')?.toLowerCase() === 'hidden')
    .map((input): [string, string] => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? ''])
    .filter(([name]) => name !== '')
  if (!action || fields.length === 0 || fields.length > MAX_FIELDS) return null
  if (fields.some(([name, value]) => name.length > 100 || value.length > MAX_VALUE)) return null
  return { kind: 'form', action, fields }
}

function allowedUrl(text: string, paynetUrl: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return null
  const url = new URL(text)
  return isPaynetHost(url, new URL(paynetUrl)) ? url.href : null
}

/** In document order. Without recursion: a hostile page nests deeper than calls can. */
function elementsOf(nodes: Node[], name: string): Element[] {
  const found: Element[] = []
  const rest = nodes.toReversed()
  for (let node = rest.pop(); node; node = rest.pop()) {
    if (!('tagName' in node)) continue
    if (node.tagName === name) found.push(node)
    rest.push(...node.childNodes.toReversed())
  }
  return found
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((candidate) => candidate.name === name)?.value
}
