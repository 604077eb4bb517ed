/** The demo's accounts. Their cards are Paynet's published test cards; each has bought something in so many instalments. */
export const DEMO_PASSWORD = 'kahve-molasi'

export const DEMO_PEOPLE = [
  {
    email: 'ayse@example.com',
    holder: 'Ayşe Yılmaz',
    bought: { with: '4355084355084358', instalments: 6 },
    cards: [
      { number: '9792075482365454', description: 'Ortak kart', monthsLeft: 30 },
      { number: '5571135571135575', description: 'Alışveriş kartı', monthsLeft: 1 },
      { number: '4355084355084358', description: 'Ev kartım', monthsLeft: 40 },
    ],
  },
  {
    email: 'mehmet@example.com',
    holder: 'Mehmet Demir',
    bought: { with: '4546711234567890', instalments: 1 },
    cards: [{ number: '4546711234567890', description: 'Maaş kartı', monthsLeft: 20 }],
  },
]
