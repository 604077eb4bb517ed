import { html, raw } from 'hono/html'
import type { Session } from '@/simulator/books/state'
import type { FaultName } from '@/simulator/faults/catalogue'
import { swapCase } from '@/simulator/format/swap-case'
import { renderBankLayout } from './layout'

const cancelledText = 'İşlem kullanıcı tarafından iptal edildi'

/**
 * Sends the browser back to the shop with a form POST, as Paynet does. After a cancel it carries two
 * messages and no ids: this is not documented, so shops must cope with it.
 */
export function renderReturnPage(session: Session, fault: FaultName | null) {
  const fields = fieldsOf(session, fault)
  const method = fault === 'return-get' ? 'get' : 'post'
  const encoding = fault === 'return-multipart' ? 'multipart/form-data' : 'application/x-www-form-urlencoded'
  return renderBankLayout(
    session.bank_name,
    html`
    <h1>Mağazaya dönülüyor</h1>
    <p>Doğrulama adımı bitti. Sayfa kendiliğinden ilerlemezse düğmeye basın.</p>
    <form id="return" method="${method}" action="${session.return_url}" enctype="${encoding}">
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
      <button type="submit" id="continue">Devam et</button>
    </form>
    <script>${raw(fault === 'return-twice' ? postTwice : postOnce)}</script>`,
  )
}

const postOnce = "document.getElementById('return').submit()"

const postTwice = `
const form = document.getElementById('return')
const body = new URLSearchParams(new FormData(form))
fetch(form.action, { method: 'POST', mode: 'no-cors', credentials: 'include', body })
  .catch(() => undefined).finally(() => form.submit())`

function fieldsOf(session: Session, fault: FaultName | null): Record<string, string> {
  if (session.threeDs?.status === 'cancelled') return { message: cancelledText, paynet_error_message: cancelledText }
  if (fault === 'return-without-ids') {
    const text = 'İşlem sonucu alınamadı'
    return { message: text, paynet_error_message: text }
  }
  const { session_id, token_id } = session
  switch (fault) {
    case 'return-wrong-token':
      return { session_id, token_id: '00000000-0000-4000-8000-000000000000' }
    case 'return-other-case':
      return { session_id, token_id: swapCase(token_id) }
    case 'return-plus-as-blank':
      return { session_id: session_id.replaceAll('+', ' '), token_id }
    default:
      return { session_id, token_id }
  }
}
