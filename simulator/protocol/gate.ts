import { escapeHtml } from '@/simulator/format/html-text'

export const gatePath = '/v1/paynetjgate/tds_easy'

/** The HTML of Paynet's sample, with its inputs filled in. */
export function renderGateForm(action: string, sessionId: string, tokenId: string): string {
  return (
    `<form name="paynetForm" id="paynetForm" method="post" action="${escapeHtml(action)}">` +
    `<input type="hidden" name="session_id" value="${escapeHtml(sessionId)}"/>` +
    `<input type="hidden" name="token_id" value="${escapeHtml(tokenId)}"/></form>` +
    '<script type="text/javascript">document.forms[0].submit();</script>'
  )
}
