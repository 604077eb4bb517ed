export const startCss = `
:root { color-scheme: light dark; --ink: #1b2430; --soft: #566372; --line: #d5dce4; --paper: #fff; --back: #f4f6f8;
  --link: #0b57a4; --good: #16683a; --bad: #a3231b }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #a2aebb; --line: #36414d; --paper: #1a2129;
  --back: #11161c; --link: #8ec1f5; --good: #7bd69c; --bad: #ff9d94 } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 72rem; padding: 1.5rem 1rem 4rem; background: var(--back); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif }
h1 { font-size: 1.625rem; margin: 0 0 .5rem } h2 { font-size: 1.25rem; margin: 0 0 .25rem } h3 { font-size: 1rem; margin: 1rem 0 .25rem }
header p { max-width: 46rem; margin: 0 0 .75rem } section p { margin: 0 0 .75rem }
a { color: var(--link) } nav { display: flex; flex-wrap: wrap; gap: 1rem }
section { margin-top: 1.5rem; padding: 1.25rem; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem }
.scroll { overflow-x: auto; margin: .5rem 0 .75rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; white-space: nowrap }
th { color: var(--soft); font-weight: 600; font-size: .8125rem }
td.number { font-variant-numeric: tabular-nums } td.text { white-space: normal; min-width: 14rem }
.good { color: var(--good) } .bad { color: var(--bad) } .empty { color: var(--soft) }
code { font: .875em ui-monospace, SFMono-Regular, Menlo, monospace }
.fields { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .75rem; align-items: end; margin-bottom: 1rem }
td form { display: flex; gap: .375rem } td button { min-height: 1.75rem; padding: 0 .5rem; font-size: .8125rem }
label { display: block; font-size: .8125rem; color: var(--soft) }
input, select, button { font: inherit; font-size: .9375rem; min-height: 2.375rem; padding: .25rem .625rem; border-radius: .375rem;
  border: 1px solid #7d8896; background: var(--back); color: var(--ink) }
input, select { display: block; width: 100%; margin-top: .25rem }
.wide { grid-column: 1 / -1 } .wide select { max-width: 30rem }
form + form { margin-top: .75rem }
button { font-weight: 600; cursor: pointer }
summary { cursor: pointer; color: var(--link); padding: .375rem 0 }
:focus-visible { outline: 3px solid #f2a900; outline-offset: 2px }
`
