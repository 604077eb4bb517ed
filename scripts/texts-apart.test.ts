import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseAst } from 'vitest/node'

/**
 * A browser that translates a page moves each of its texts into elements of its own. React then no longer finds a text
 * that stood beside something else, and breaks as soon as it changes one of the two.
 */

type Node = { type: string; start: number; [key: string]: unknown }

/** What components hand on, which are elements. */
const ELEMENTS = ['children', 'before', 'label', 'heading', 'above', 'below', 'picker']

function isText(node: Node): boolean {
  switch (node.type) {
    case 'JSXText':
      return String(node.value).trim() !== ''
    case 'JSXExpressionContainer':
      return isText(node.expression as Node)
    case 'Literal':
      return typeof node.value === 'number' || (typeof node.value === 'string' && node.value.trim() !== '')
    case 'TemplateLiteral':
      return true
    case 'ConditionalExpression':
      return isText(node.consequent as Node) || isText(node.alternate as Node)
    case 'LogicalExpression':
      return isText(node.right as Node)
    case 'Identifier':
      return !ELEMENTS.includes(String(node.name)) && node.name !== 'undefined'
    case 'MemberExpression':
      return isText(node.property as Node)
    case 'CallExpression': {
      const callee = node.callee as Node
      return !(callee.type === 'MemberExpression' && (callee.property as Node).name === 'map')
    }
    default:
      return false
  }
}

/** Whether React makes anything of it: the blanks of the source's layout are nothing. */
function isSomething(node: Node): boolean {
  if (node.type === 'JSXText') return String(node.value).trim() !== ''
  const { type, value } = (node.expression ?? node) as Node
  return type !== 'JSXEmptyExpression' && !(type === 'Literal' && String(value).trim() === '')
}

function bareTexts(node: unknown, found: Node[] = []): Node[] {
  if (Array.isArray(node)) for (const each of node) bareTexts(each, found)
  else if (typeof node === 'object' && node !== null) {
    const { type, children } = node as Node
    if (type === 'JSXFragment' || type === 'JSXElement') {
      const all = (children as Node[]).filter(isSomething)
      if (type === 'JSXFragment' || all.length > 1) found.push(...all.filter(isText))
    }
    for (const value of Object.values(node)) bareTexts(value, found)
  }
  return found
}

const textsIn = (code: string) => bareTexts(parseAst(code, { lang: 'tsx' })).map(({ start, end }) => code.slice(start, Number(end)).trim())

test('every text of every component stands in an element of its own', () => {
  const files = ['components', 'app'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.tsx'))
      .map((name) => `${folder}/${name}`),
  )
  expect(files.length).toBeGreaterThan(50)
  expect(files.flatMap((file) => textsIn(readFileSync(file, 'utf8')).map((text) => `${file}: ${text}`))).toEqual([])
})

test.each([
  ['a text beside an element', '<p>Merhaba <b>siz</b></p>', ['Merhaba']],
  ['a text beside a condition', '<p>{words.a}{isShown ? <b /> : null}</p>', ['{words.a}']],
  ['a text in turn with an element', '<div><p />{isOver ? words.over : <b />}</div>', ['{isOver ? words.over : <b />}']],
  ['a text in a fragment', '<>{text}</>', ['{text}']],
  ['two texts', '<p>{count} adet</p>', ['{count}', 'adet']],
  ['texts apart', '<p><span>{words.a}</span> {isShown ? <b>{words.b}</b> : null}{children}{list.map((each) => <i key={each} />)}</p>', []],
])('%s', (_, code, texts) => {
  expect(textsIn(`const page = ${code}`)).toEqual(texts)
})
