import { expect, test } from 'vitest'
import { type Family, renderFamilies } from './exposition'

const families: Family[] = [
  { name: 'a_total', type: 'counter', help: 'One.\nTwo \\ three.', samples: [{ value: 3 }] },
  {
    name: 'b_seconds',
    type: 'histogram',
    help: 'H.',
    samples: [
      { suffix: '_bucket', labels: { le: '0.5', path: 'x"y\\z\n' }, value: 1 },
      { suffix: '_sum', value: 0.25 },
    ],
  },
]

test('every family has its help and type, and no label or help can begin a line of its own', () => {
  expect(renderFamilies(families)).toBe(
    [
      '# HELP a_total One.\\nTwo \\\\ three.',
      '# TYPE a_total counter',
      'a_total 3',
      '# HELP b_seconds H.',
      '# TYPE b_seconds histogram',
      'b_seconds_bucket{le="0.5",path="x\\"y\\\\z\\n"} 1',
      'b_seconds_sum 0.25',
      '',
    ].join('\n'),
  )
})
