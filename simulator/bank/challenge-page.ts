import { html, raw } from 'hono/html'
import type { Session } from '@/simulator/books/state'
import { formatBankDate } from '@/simulator/format/dates'
import type { Html } from '@/simulator/format/html-text'
import { formatLira } from '@/simulator/format/money'
import { renderBankLayout } from './layout'

type BankPage = {
  session: Session
  merchantName: string
  now: Date
  /** null until a code has been entered. */
  triesLeft: number | null
  secondsLeft: number
  action: string
}

export function renderBankPage({ session, merchantName, now, triesLeft, secondsLeft, action }: BankPage): Html {
  const isWrong = triesLeft !== null
  return renderBankLayout(
    session.bank_name,
    html`
    <h1>Ödemeyi onaylayın</h1>
    <dl>
      <div><dt>İşyeri</dt><dd>${merchantName}</dd></div>
      <div><dt>Tutar</dt><dd class="amount">${formatLira(session.amount_kurus)}</dd></div>
      ${session.instalment > 1 ? html`<div><dt>Taksit</dt><dd>${session.instalment}</dd></div>` : ''}
      <div><dt>Tarih</dt><dd>${formatBankDate(now)}</dd></div>
      <div><dt>Kart</dt><dd>${spaceMask(session.card_masked)}</dd></div>
    </dl>
    ${isWrong ? html`<p class="wrong" role="alert" id="wrong">Kod hatalı. ${triesLeft} deneme hakkınız kaldı.</p>` : ''}
    <form method="post" action="${action}" id="challenge">
      <input type="hidden" name="session_id" value="${session.session_id}">
      <input type="hidden" name="token_id" value="${session.token_id}">
      <label for="otp">Doğrulama kodu (SMS)</label>
      <input id="otp" name="otp" type="text" autocomplete="one-time-code" autocapitalize="off" spellcheck="false"
        maxlength="12" required autofocus aria-describedby="hint left${isWrong ? ' wrong' : ''}"
        ${isWrong ? raw('aria-invalid="true"') : ''}>
      <p class="left" id="left">Kalan süre: <span id="seconds" data-left="${secondsLeft}">${secondsLeft}</span> saniye</p>
      <details class="wish">
        <summary>Simülatör: bankanın yanıtını seç</summary>
        <label for="bank_error_id">Ret kodu</label>
        <input id="bank_error_id" name="bank_error_id" type="text" inputmode="text" autocomplete="off" spellcheck="false"
          maxlength="10" pattern="[0-9A-Z\\-]{1,10}" placeholder="51" aria-describedby="wish">
        <p id="wish">Boş bırakırsanız kartın kendi sonucu geçerlidir. Onayladığınızda banka bu kodla reddeder.</p>
      </details>
      <button type="submit" id="approve" name="action" value="approve">Onayla</button>
      <button type="submit" id="cancel" name="action" value="cancel" class="quiet" formnovalidate>Vazgeç</button>
    </form>
    <p class="hint" id="hint"><strong>Simülatör:</strong> SMS gönderilmez. ${hintFor(session)}</p>
    <script>${raw(countdownScript)}</script>`,
  )
}

/** For ids that are unknown, expired or used. */
export function renderNoticePage(): Html {
  return renderBankLayout(
    '3D Secure',
    html`
    <h1>Doğrulama oturumu geçersiz</h1>
    <p>Bu oturum bulunamadı, süresi dolmuş veya daha önce tamamlanmış. Kartınızdan bu sayfada para çekilmez.</p>
    <p>Mağazaya dönüp ödemenizin durumuna bakabilirsiniz.</p>`,
  )
}

function hintFor(session: Session): Html {
  return session.otp === null ? html`Bu kart için herhangi bir kod yazın.` : html`Bu kartın kodu: <code>${session.otp}</code>`
}

/** `435508******4358` → `4355 08** **** 4358` */
function spaceMask(mask: string): string {
  return mask.replace(/(.{4})(?=.)/g, '$1 ')
}

/** Counts down and submits "timeout" at zero. Without scripts, the server still refuses a late code. */
const countdownScript = `
const seconds = document.getElementById('seconds')
const end = Date.now() + Number(seconds.dataset.left) * 1000
const timer = setInterval(() => {
  const left = Math.max(0, Math.ceil((end - Date.now()) / 1000))
  seconds.textContent = left
  if (left > 0) return
  clearInterval(timer)
  const form = document.getElementById('challenge')
  const action = document.createElement('input')
  action.type = 'hidden'
  action.name = 'action'
  action.value = 'timeout'
  form.append(action)
  form.submit()
}, 250)`
