import 'server-only'

/**
 * Whether a post to a server action says no more than our own pages do, in React's encoding: plain values,
 * and at most one form. Everything that a stranger can write besides, references above all, never reaches
 * React's decoder, which answers 500 to what does not decode and quotes it in the log.
 */

const ID = /^[0-9a-f]{42}$/
const FORM = /^\$K[0-9a-f]{1,4}$/
/** What React tells the forms of a page apart by. Next writes it back into the page, so nothing else may stand there. */
const KEY = /^k[0-9a-f]{32}$/
/** Deeper, and with more arguments, than any of our actions. */
const MOST_LEVELS = 8
const MOST_ARGUMENTS = 8

/**
 * As a page's scripts send it: the arguments are row 0; the last of them is the form, whose fields carry its
 * number as a prefix. An action that reads no form gets its arguments as text.
 */
export function isActionCall(body: FormData | string, actionId: string): boolean {
  if (!ID.test(actionId)) return false
  return typeof body === 'string' ? arePlain(readList([body])) : isCallWithForm(body)
}

function isCallWithForm(form: FormData): boolean {
  const args = readList(form.getAll('0'))
  const last = args?.pop()
  if (!args || !arePlain(args) || typeof last !== 'string' || !FORM.test(last)) return false
  const prefix = `_${last.slice(2)}_`
  return [...form.keys()].every((name) => name === '0' || name.startsWith(prefix))
}

/**
 * The action of a form as a browser without scripts sends it: its id is a field's name, or is part of a description
 * next to what was bound to it. Null if the form says anything else.
 */
export function actionOf(form: FormData): string | null {
  if (!form.getAll('$ACTION_KEY').every((key) => KEY.test(String(key)))) return null
  const [named, ...others] = [...form.keys()].filter((name) => name.startsWith('$ACTION_') && name !== '$ACTION_KEY')
  if (named === undefined) return null
  if (others.length === 0) return /^\$ACTION_ID_([0-9a-f]{42})$/.exec(named)?.[1] ?? null
  const number = /^\$ACTION_REF_(\d{1,4})$/.exec(named)?.[1]
  const parts = [`$ACTION_${number}:0`, `$ACTION_${number}:1`]
  if (number === undefined || others.length !== 2 || !parts.every((name) => others.includes(name))) return null
  const id = /^\{"id":"([0-9a-f]{42})","bound":"\$@1"\}$/.exec(String(form.get(parts[0] ?? '')))?.[1]
  return id !== undefined && arePlain(readList(form.getAll(parts[1] ?? ''))) ? id : null
}

function readList([text, ...more]: FormDataEntryValue[]): unknown[] | null {
  if (typeof text !== 'string' || more.length > 0) return null
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) && value.length <= MOST_ARGUMENTS ? value : null
  } catch {
    return null
  }
}

function arePlain(values: unknown[] | null): boolean {
  return values?.every((value) => isPlain(value)) ?? false
}

/** A value without React's marks: text that begins with a single dollar stands for something else. */
function isPlain(value: unknown, levels = MOST_LEVELS): boolean {
  if (typeof value === 'string') return !value.startsWith('$') || value.startsWith('$$') || value === '$undefined'
  if (typeof value !== 'object' || value === null) return true
  return levels > 0 && Object.entries(value).every(([key, part]) => key !== '__proto__' && key !== 'then' && isPlain(part, levels - 1))
}
