import { describe, expect, test } from 'vitest'
import { actionOf, isActionCall } from './action-body'

const ID = 'a'.repeat(42)

function formOf(fields: Array<[string, string | Blob]>): FormData {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  return form
}

const call = (args: unknown, ...more: Array<[string, string | Blob]>) =>
  isActionCall(formOf([...more, ['0', typeof args === 'string' ? args : JSON.stringify(args)]]), ID)

describe('an action that a page’s scripts call', () => {
  const typed: [string, string] = ['_1_number', '$1:__proto__:then']

  test.each<[string, unknown]>([
    ['only the form', ['$K1']],
    ['what was bound, the last answer, and the form', ['order', false, { faults: [{ field: 'a', problem: 'b' }], problem: null }, '$K1']],
    ['texts with a dollar, as React writes them', [{ holder: '$$5' }, '$K1']],
    ['undefined values', [{ card: '$undefined' }, '$K1']],
  ])('is let through with %s, whatever the fields hold', (_name, args) => {
    expect(call(args, typed)).toBe(true)
  })

  test.each<[string, unknown]>([
    ['invalid JSON', '[x'],
    ['no list', { 0: '$K1' }],
    ['null', null],
    ['no argument', []],
    ['no form', [{}]],
    ['a form that is not the last', ['$K1', {}]],
    ['two forms', ['$K1', '$K1']],
    ['more arguments than any action has', [...Array(20).fill(0), '$K1']],
    ['a reference to another row', ['$1', '$K1']],
    ['a reference into a prototype', [{ a: '$1:__proto__:then' }, '$K1']],
    ['a promise', ['$@1', '$K1']],
    ['a server function', ['$h1', '$K1']],
    ['a map', ['$Q1', '$K1']],
    ['a blob', ['$B1', '$K1']],
    ['a stream', ['$R1', '$K1']],
    ['a big number', [`$n${'9'.repeat(300)}`, '$K1']],
    ['a date', ['$D2026-11-22', '$K1']],
    ['a thing that claims to be a promise', '[{"then":1},"$K1"]'],
    ['a prototype of its own', '[{"__proto__":{"a":1}},"$K1"]'],
    ['nesting thousands deep', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ])('is refused with %s', (_name, args) => {
    expect(call(args, typed)).toBe(false)
  })

  test.each<[string, Array<[string, string | Blob]>]>([
    ['a second list of arguments', [['0', '["$K1"]']]],
    ['a row without a reference', [['1', '"x"']]],
    ['another form’s fields', [['_2_number', '1']]],
  ])('is refused with %s', (_name, more) => {
    expect(call(['$K1'], ...more)).toBe(false)
  })

  test('is refused without a list of arguments, with a file as one, and under an invalid id', () => {
    expect(isActionCall(formOf([]), ID)).toBe(false)
    expect(isActionCall(formOf([['0', new Blob(['["$K1"]'])]]), ID)).toBe(false)
    for (const id of ['', 'x', `${ID}0`, ID.toUpperCase(), 'toString']) expect(isActionCall(formOf([['0', '["$K1"]']]), id), id).toBe(false)
  })
})

describe('an action that reads no form', () => {
  test.each(['[]', '["a token",{"problem":null}]', '[null]'])('is let through with the arguments %s', (text) => {
    expect(isActionCall(text, ID)).toBe(true)
  })

  test.each(['', 'x', '{}', '"$1"', '["$1"]', '["$K1"]', '[{"a":"$@0"}]', '[1]]', '['.repeat(5_000)])('is refused with %s', (text) => {
    expect(isActionCall(text, ID)).toBe(false)
  })
})

describe('a form that a browser without scripts posts', () => {
  const reference: [string, string] = ['$ACTION_REF_1', '']
  const action: [string, string] = ['$ACTION_1:0', `{"id":"${ID}","bound":"$@1"}`]
  const bound: [string, string] = ['$ACTION_1:1', '["order",{"faults":[]}]']
  const others: Array<[string, string]> = [
    ['$ACTION_KEY', `k${'0f'.repeat(16)}`],
    ['number', '$1'],
  ]
  const posted = (...fields: Array<[string, string]>) => actionOf(formOf([...fields, ...others]))

  test('is let through if it names its action as our pages do', () => {
    expect(posted([`$ACTION_ID_${ID}`, ''])).toBe(ID)
    expect(posted(reference, action, bound)).toBe(ID)
  })

  test.each<[string, Array<[string, string]>]>([
    ['no action', []],
    ['an invalid id', [['$ACTION_ID_toString', '']]],
    ['two actions', [[`$ACTION_ID_${ID}`, ''], reference, action, bound]],
    ['a reference to nothing', [reference]],
    ['nothing that was bound', [reference, action]],
    ['two that were bound', [reference, action, bound, bound]],
    ['a description of more', [reference, ['$ACTION_1:0', `{"id":"${ID}","bound":"$@1","then":"$1"}`], bound]],
    ['another promise', [reference, ['$ACTION_1:0', `{"id":"${ID}","bound":"$@0"}`], bound]],
    ['invalid JSON', [reference, action, ['$ACTION_1:1', '[']]],
    ['no list', [reference, action, ['$ACTION_1:1', '{"length":1}']]],
    ['a reference among what was bound', [reference, action, ['$ACTION_1:1', '["$1:constructor:constructor"]']]],
    ['thousands that were bound', [reference, action, ['$ACTION_1:1', `[${'0,'.repeat(5_000)}0]`]]],
    ['another number', [['$ACTION_REF_x', ''], action, bound]],
    ['one more row', [reference, action, bound, ['$ACTION_1:2', '[]']]],
    ['a key of its own, which the page would repeat', [reference, action, bound, ['$ACTION_KEY', '4355084355084358']]],
  ])('is refused with %s', (_name, fields) => {
    expect(posted(...fields)).toBeNull()
  })
})
