export const bankCss = `
:root { color-scheme: light dark; --ground: #eef2f6; --paper: #fff; --ink: #16243a; --soft: #55647a; --line: #d9e0e9;
  --control: #7d8a9c; --brand: #1d4f91; --link: #1d4f91; --bad: #b3261e; --bad-tint: #fdecea; --bad-ink: #7c1711 }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0f141b; --paper: #18202a; --ink: #e8edf4; --soft: #a5b1c2; --line: #303b49;
    --control: #7d8a9c; --brand: #2a5fa8; --link: #9cc3f5; --bad: #ff9d93; --bad-tint: #33201f; --bad-ink: #ffd3ce }
}
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
main { max-width: 27rem; margin: 0 auto; padding: 0 1rem 1.5rem; background: var(--paper) }
header { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: .5rem 1rem; margin: 0 -1rem 1.5rem;
  padding: 1rem; background: var(--brand); color: #fff }
.bank { font-size: 1.125rem; font-weight: 700; overflow-wrap: anywhere }
.scheme { font-size: .8125rem; padding: .125rem .625rem; border: 1px solid rgb(255 255 255 / .6); border-radius: 1rem }
h1 { font-size: 1.25rem; line-height: 1.3; margin: 0 0 1rem }
dl { margin: 0 0 1.5rem; border-top: 1px solid var(--line) }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line) }
dt { color: var(--soft) }
dd { margin: 0; text-align: right; overflow-wrap: anywhere; font-variant-numeric: tabular-nums }
.amount { font-weight: 700 }
label { display: block; font-weight: 600; margin-bottom: .375rem }
#otp, #bank_error_id { width: 100%; min-height: 3rem; font: inherit; font-size: 1.25rem; letter-spacing: .125em; padding: .5rem .75rem;
  border: 1px solid var(--control); border-radius: .375rem; background: var(--paper); color: inherit }
#otp[aria-invalid] { border-color: var(--bad); box-shadow: inset 0 0 0 1px var(--bad) }
.wish { margin: 0 0 .5rem; font-size: .875rem }
.wish summary { padding: .75rem 0; cursor: pointer; color: var(--soft) }
.wish p { margin: .375rem 0 0; color: var(--soft) }
.left { margin: .5rem 0; color: var(--soft); font-size: .875rem; font-variant-numeric: tabular-nums }
.wrong { margin: 0 0 1rem; padding: .625rem .75rem; border-left: 4px solid var(--bad); background: var(--bad-tint); color: var(--bad-ink) }
button { display: block; width: 100%; min-height: 3rem; margin-top: .75rem; font: inherit; font-weight: 600;
  border: 1px solid var(--brand); border-radius: .375rem; background: var(--brand); color: #fff; cursor: pointer }
button.quiet { border-color: var(--control); background: transparent; color: var(--link) }
:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px }
.hint { margin: 1.5rem 0 0; padding: .625rem .75rem; border: 1px dashed var(--control); border-radius: .375rem; font-size: .875rem }
code { font-weight: 700; font-size: 1rem }
footer { padding: 1rem; text-align: center; color: var(--soft); font-size: .8125rem }
@media (min-width: 40rem) { body { padding-top: 3rem } main { border-radius: .5rem; overflow: hidden; box-shadow: 0 1px 12px rgb(22 36 58 / .12) } }
`
