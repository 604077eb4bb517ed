import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { nameOf, type State } from '@/e2e/gallery/states/state'

/** All pictures of a folder on one page, by page and state, without scripts. */
export async function writeContactSheet(folder: string, states: State[], said: Map<string, string[]>): Promise<string> {
  const file = join(folder, 'index.html')
  const sections: string[] = []
  for (const page of new Set(states.map((state) => state.page))) {
    const figures: string[] = []
    for (const state of states.filter((one) => one.page === page))
      figures.push(await figureOf(folder, state, said.get(nameOf(state)) ?? []))
    if (figures.some((figure) => figure !== '')) sections.push(`<h2 id="${page}">${page}</h2>${figures.join('')}`)
  }
  const links = sections.map((section) => /id="([^"]+)"/.exec(section)?.[1] ?? '').map((page) => `<a href="#${page}">${page}</a>`)
  await writeFile(file, `${HEAD}<nav>${links.join(' ')}</nav>${sections.join('\n')}</html>\n`)
  return file
}

async function figureOf(folder: string, state: State, said: string[]): Promise<string> {
  const name = nameOf(state)
  const files = (await readdir(join(folder, name)).catch((): string[] => [])).sort()
  if (files.length === 0 && said.length === 0) return ''
  const pictures = files.map((file) => {
    const label = file.replace(/\.\w+$/, '').replaceAll('-', ' ')
    const shown = file.endsWith('.png') ? `<img loading="lazy" alt="" src="${name}/${file}">` : ''
    return `<a href="${name}/${file}">${shown}<span>${file.endsWith('.pdf') ? `${label}, PDF` : label}</span></a>`
  })
  const notes = said.map((line) => `<li>${escapeHtml(line)}</li>`).join('')
  return `<section><h3 id="${name}">${name}</h3>${notes && `<ul>${notes}</ul>`}<div>${pictures.join('')}</div></section>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
}

const HEAD = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gallery</title>
<style>
:root{color-scheme:light dark;font:14px/1.5 system-ui,sans-serif}
body{margin:16px}
nav{display:flex;flex-wrap:wrap;gap:8px 16px}
h2{margin:48px 0 0}
h3{margin:24px 0 8px;font-weight:500}
ul{margin:0 0 8px;padding-left:16px;color:#b3261e}
section>div{display:flex;flex-wrap:wrap;gap:8px;align-items:flex-start}
section a{display:block;color:inherit;text-decoration:none}
section a:hover span{text-decoration:underline}
img{display:block;height:280px;max-width:480px;object-fit:cover;object-position:top;border:1px solid #8888}
</style>
`
