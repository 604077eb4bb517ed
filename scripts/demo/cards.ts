/** The test cards that the demo prints. `instalments`: what may be chosen beside a single payment. */
export const DEMO_CARDS = [
  { number: '4355 0843 5508 4358', kind: 'Visa, code 000', outcome: 'paid', instalments: [2, 3, 6, 9, 12] },
  { number: '5571 1355 7113 5575', kind: 'Mastercard, code 000', outcome: 'paid', instalments: [2, 3, 6, 9, 12] },
  { number: '5188 9600 0004 3719', kind: 'commercial, code 886', outcome: 'paid', instalments: [3, 6, 9] },
  { number: '9792 0754 8236 5454', kind: 'Troy, code 152', outcome: 'paid', instalments: [] },
  { number: '9792 3954 1265 1264', kind: 'debit, code 000', outcome: 'paid', instalments: [] },
  { number: '4355 0800 0003 0051', kind: 'Visa, code 000', outcome: 'declined: over the limit' },
  { number: '4355 0800 0007 0016', kind: 'Visa, code 000', outcome: '3D Secure fails' },
  { number: '4355 0800 0002 0003', kind: 'Visa, code 000', outcome: "declined: the shop's settings" },
  { number: '4355 0800 0005 0091', kind: 'Visa, code 000', outcome: "declined: the card's bank does not answer" },
] satisfies { number: string; kind: string; outcome: string; instalments?: number[] }[]

export function listCards(): string {
  return DEMO_CARDS.map(({ number, kind, outcome, instalments }) => {
    const offer = instalments ? `; ${instalments.length === 0 ? 'no instalments' : `or in ${instalments.join(', ')} instalments`}` : ''
    return `    ${number}   ${kind.padEnd(22)}  ${outcome}${offer}`
  }).join('\n')
}
