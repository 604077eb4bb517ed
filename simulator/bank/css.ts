export const bankCss = `
:root { color-scheme: light; --ink: #16243a; --soft: #5a6a80; --line: #d9e0e9; --brand: #1d4f91; --paper: #fff }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; background: #eef2f6; color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
main { max-width: 27rem; margin: 0 auto; padding: 0 1.25rem 1.5rem; background: var(--paper) }
header { display: flex; justify-content: space-between; align-items: center; gap: 1rem; margin: 0 -1.25rem 1.25rem;
  padding: 1rem 1.25rem; background: var(--brand); color: #fff }
.bank { font-size: 1.125rem; font-weight: 700 }
.scheme { font-size: .8125rem; padding: .125rem .625rem; border: 1px solid rgb(255 255 255 / .6); border-radius: 1rem }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 1rem }
dl { margin: 0 0 1.25rem; border-top: 1px solid var(--line) }
dl div { display: flex; justify-content: space-between; gap: 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line) }
dt { color: var(--soft) }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
.amount { font-weight: 700 }
label { display: block; font-weight: 600; margin-bottom: .375rem }
#otp, #bank_error_id { width: 100%; font: inherit; font-size: 1.25rem; letter-spacing: .125em; padding: .625rem .75rem;
  border: 1px solid #8794a6; border-radius: .375rem; background: #fff; color: inherit }
#otp[aria-invalid] { border-color: #b3261e }
.wish { margin: 0 0 .5rem; font-size: .875rem }
.wish summary { padding: .625rem 0; cursor: pointer; color: var(--soft) }
.wish p { margin: .375rem 0 0; color: var(--soft) }
.left { margin: .375rem 0 1rem; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums }
.wrong { margin: 0 0 1rem; padding: .625rem .75rem; border-left: 4px solid #b3261e; background: #fdecea; color: #7c1711 }
button { display: block; width: 100%; min-height: 2.875rem; margin-top: .625rem; font: inherit; font-weight: 600;
  border: 1px solid var(--brand); border-radius: .375rem; background: var(--brand); color: #fff; cursor: pointer }
button.quiet { background: transparent; color: var(--brand) }
:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px }
.hint { margin: 1.25rem 0 0; padding: .625rem .75rem; border: 1px dashed #8794a6; border-radius: .375rem; font-size: .875rem }
code { font-weight: 700; font-size: 1rem }
footer { padding: 1rem 1.25rem; text-align: center; color: var(--soft); font-size: .8125rem }
@media (min-width: 40rem) { body { padding-top: 3rem } main { border-radius: .5rem; overflow: hidden; box-shadow: 0 1px 12px rgb(22 36 58 / .12) } }
`
