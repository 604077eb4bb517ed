import { html, raw } from 'hono/html'
import type { Html } from '@/simulator/format/html-text'
import { bankCss } from './css'

export function renderBankLayout(bankName: string, body: Html): Html {
  return html`<!DOCTYPE html>
<html lang="tr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${bankName} – 3D Secure doğrulama</title>
  <link rel="icon" href="data:,">
  <style>${raw(bankCss)}</style>
</head>
<body>
  <main>
    <header><span class="bank">${bankName}</span><span class="scheme">3D Secure</span></header>
    ${body}
  </main>
  <footer>Bu sayfa bir simülatördür. Gerçek kart bilgisi girmeyin.</footer>
</body>
</html>`
}
