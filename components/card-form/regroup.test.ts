import { describe, expect, test } from 'vitest'
import { groupExpiry, regroup } from './regroup'

/** Reads `4355| 0843` as a value with the caret at the bar. */
function at(text: string) {
  return { value: text.replace('|', ''), caret: text.indexOf('|') }
}

function type(before: string, after: string, inputType = 'insertText') {
  const { value, caret } = regroup({ before, ...at(after), inputType })
  return `${value.slice(0, caret)}|${value.slice(caret)}`
}

describe('typing at the end', () => {
  test.each([
    ['', '4|', '4|'],
    ['435', '4355|', '4355|'],
    ['4355', '43550|', '4355 0|'],
    ['4355 0843 5508', '4355 0843 55084|', '4355 0843 5508 4|'],
    ['4355 0843 5508 4358', '4355 0843 5508 43581|', '4355 0843 5508 4358 1|'],
    ['3782', '37828|', '3782 8|'],
    ['3782 822463', '3782 8224631|', '3782 822463 1|'],
  ])('%s then %s reads %s', (before, after, expected) => {
    expect(type(before, after)).toBe(expected)
  })

  test('nineteen digits stay and none is cut off', () => {
    expect(type('', '9792030000000000123|', 'insertFromPaste')).toBe('9792 0300 0000 0000 123|')
  })
})

describe('correcting in the middle', () => {
  test('a digit typed inside keeps the caret behind it', () => {
    expect(type('4355 843', '4355 0|843')).toBe('4355 0|843')
    expect(type('4355 0843', '43955| 0843')).toBe('4395 5|084 3')
  })

  test('a digit removed inside keeps the caret where it was', () => {
    expect(type('4355 0843', '435| 0843', 'deleteContentBackward')).toBe('435|0 843')
  })

  test('backspace over a space removes the digit before it', () => {
    expect(type('4355 0843', '4355|0843', 'deleteContentBackward')).toBe('435|0 843')
  })

  test('delete over a space removes the digit after it', () => {
    expect(type('4355 0843', '4355|0843', 'deleteContentForward')).toBe('4355| 843')
  })

  test('removing a selection that spans a space removes nothing else', () => {
    expect(type('4355 0843 5508', '4355|43 5508', 'deleteContentBackward')).toBe('4355| 4355 08')
  })

  test('clearing the field leaves it empty', () => {
    expect(type('4355 0843', '|', 'deleteContentBackward')).toBe('|')
  })
})

describe('pasting', () => {
  test.each([
    ['4355 0843 5508 4358|'],
    ['4355-0843-5508-4358|'],
    ['4355.0843.5508.4358|'],
    ['4355\u20110843\u20115508\u20114358|'],
    ['  4355084355084358 |'],
    ['\u202a4355\u00a00843\u20095508\u20124358\u202c|'],
    ['\ufeff4355\u00ad0843\u200b5508\u20664358\u2069|'],
    ['٤٣٥٥٠٨٤٣٥٥٠٨٤٣٥٨|'],
    ['۴۳۵۵ ۰۸۴۳ ۵۵۰۸ ۴۳۵۸|'],
    ['４３５５ー０８４３ー５５０８ー４３５８|'],
    ['𝟒𝟑𝟓𝟓𝟎𝟖𝟒𝟑𝟓𝟓𝟎𝟖𝟒𝟑𝟓𝟖|'],
  ])('%s is grouped', (pasted) => {
    expect(type('', pasted, 'insertFromPaste')).toBe('4355 0843 5508 4358|')
  })

  test('inside what stands there keeps the caret behind what was pasted', () => {
    expect(type('4355 4358', '4355 \u202a٠٨٤٣\u00a05508\u202c|4358', 'insertFromPaste')).toBe('4355 0843 5508| 4358')
    expect(type('4355 4358', '4355 ０８|4358', 'insertCompositionText')).toBe('4355 08|43 58')
  })

  test('letters are left for the check to report', () => {
    expect(type('', '4355 o843|', 'insertFromPaste')).toBe('4355 o843|')
  })
})

test('regrouping what is grouped changes nothing', () => {
  for (const number of ['4355 0843 5508 4358', '3782 822463 10005', '9792 0300 0000 0000 123', '43']) {
    expect(type(number, `${number}|`, '')).toBe(`${number}|`)
  }
})

describe('an expiry date', () => {
  /** What stands in the field after each keystroke, from nothing. */
  function typed(keys: string): string[] {
    let [value, caret] = ['', 0]
    return [...keys].map((key) => {
      const isBack = key === '<'
      const next = isBack ? value.slice(0, caret - 1) + value.slice(caret) : value.slice(0, caret) + key + value.slice(caret)
      const stroke = { before: value, value: next, caret: caret + (isBack ? -1 : 1) }
      const after = regroup({ ...stroke, inputType: isBack ? 'deleteContentBackward' : 'insertText' }, groupExpiry)
      ;[value, caret] = [after.value, after.caret]
      return value
    })
  }

  test.each([
    ['1228', '12/28'],
    ['0131', '01/31'],
    ['12/28', '12/28'],
    ['1/28', '1/28'],
    ['328', '3/28'],
    ['03/2031', '03/2031'],
    ['032031', '03/2031'],
    ['03 - 31', '03/31'],
    ['12 28', '12/28'],
    ['12x28', '12x28'],
    ['12/28<<<<', '1'],
    ['12/28<<<<<<', ''],
    ['1229<8', '12/28'],
  ])('typed as %s reads %s', (keys, shown) => {
    expect(typed(keys).at(-1)).toBe(shown)
  })

  test('pasted in any shape is grouped, and what is no date is left for the check to report', () => {
    const paste = (value: string) => regroup({ before: '', value, caret: value.length, inputType: 'insertFromPaste' }, groupExpiry).value
    expect(['1228', '12/2028', ' 12 \u2215 28', '١٢/٢٨', '12-28'].map(paste)).toEqual(['12/28', '12/2028', '12/28', '12/28', '12/28'])
    expect(['2028-12', '4355084355084358', '12/28/30', 'Aralık'].map(paste)).toEqual(['2028-12', '4355084355084358', '12/28/30', 'Aralık'])
  })

  test('backspace over the stroke removes the digit before it, delete the one after it', () => {
    const at = (caret: number, inputType: string) => regroup({ before: '12/28', value: '1228', caret, inputType }, groupExpiry)
    expect(at(2, 'deleteContentBackward')).toEqual({ value: '12/8', caret: 1 })
    expect(at(2, 'deleteContentForward')).toEqual({ value: '12/8', caret: 2 })
  })
})
