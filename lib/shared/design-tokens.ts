/**
 * The colours of every page, by their names as CSS variables. `app/tokens.css` is generated from them for the
 * pages that React draws; the small documents of `lib/web/html-document.ts` bring them along.
 *
 * The page sets `--accent` to the merchant's colour, on which white text is readable. As text it is mixed
 * towards the ink, because its contrast with the tint and the dark paper is unchecked.
 *
 * The accent may be as red as `bad`. So what is wrong has a bar at its start and a mark (`app/globals.css`), and no
 * button is filled with `bad`: a filled one goes on, an outlined one in `bad` takes something away.
 */
export const LIGHT = {
  paper: '#fff',
  tint: '#f6f5f2',
  ink: '#1c1b19',
  soft: '#5f5c56',
  hairline: '#e2dfd8',
  control: '#85817a',
  link: 'color-mix(in oklab, var(--accent) 85%, black)',
  button: 'var(--accent)',
  'button-hover': 'color-mix(in oklab, var(--accent) 88%, black)',
  'button-edge': 'transparent',
  good: '#17693a',
  wait: '#7a5200',
  bad: '#b3261e',
  'bad-tint': '#fdf4f3',
  filled: '#eef3fb',
}

export const DARK = {
  paper: '#161614',
  tint: '#1d1d1a',
  ink: '#edebe5',
  soft: '#aaa69d',
  hairline: '#32312d',
  control: '#7f7b73',
  link: 'color-mix(in oklab, var(--accent) 35%, white)',
  'button-edge': 'color-mix(in oklab, var(--accent) 55%, white)',
  good: '#7fd3a2',
  wait: '#e5bd6a',
  bad: '#ff9d93',
  'bad-tint': '#2a1a18',
  filled: '#20262e',
} satisfies Partial<typeof LIGHT>

export const TOKENS_CSS = `:root {
  color-scheme: light dark;
${variables(LIGHT, '  ')}
}

@media (prefers-color-scheme: dark) {
  :root {
${variables(DARK, '    ')}
  }
}
`

function variables(tokens: Partial<typeof LIGHT>, indent: string): string {
  return Object.entries(tokens)
    .map(([name, value]) => `${indent}--${name}: ${value};`)
    .join('\n')
}
