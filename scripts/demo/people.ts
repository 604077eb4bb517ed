/** The demo's accounts. Their cards are Paynet's published test cards. */
export const DEMO_PASSWORD = 'kahve-molasi'

export const DEMO_PEOPLE = [
  {
    email: 'ayse@example.com',
    holder: 'Ayşe Yılmaz',
    cards: [
      { number: '9792075482365454', description: 'Ortak kart', monthsLeft: 30 },
      { number: '5571135571135575', description: 'Alışveriş kartı', monthsLeft: 1 },
      { number: '4355084355084358', description: 'Ev kartım', monthsLeft: 40 },
    ],
  },
  {
    email: 'mehmet@example.com',
    holder: 'Mehmet Demir',
    cards: [{ number: '4546711234567890', description: 'Maaş kartı', monthsLeft: 20 }],
  },
]
