import type * as tr from '@/lib/shared/messages/tr/checkout'
import { lostWords } from './lost'

export const checkout: typeof tr.checkout = {
  title: 'Checkout',
  toPay: 'Amount to pay',
  order: 'Order',
  items: (count) => `What you are buying (${count} ${count === 1 ? 'item' : 'items'})`,
  total: 'Total',
  cancel: 'Cancel and go back to the shop',
  byPhone: {
    heading: 'Pay on your phone',
    how: 'Scan the code with your phone’s camera: this checkout opens on your phone.',
    picture: 'QR code of this checkout',
    byMail: {
      button: 'Send me the link by e-mail',
      sent: 'The link will reach the e-mail address of your order within a few minutes.',
      limited: 'The link of an order can be sent three times at most. Please look in your spam folder, too.',
      over: 'The link of this order can no longer be sent. Reload the page to see how it stands.',
      unavailable: 'The link could not be sent right now. Please try again in a moment, or pay here.',
    },
  },
  pay: (amount) => `Pay ${amount}`,
  confirmAtBank: 'You will confirm the payment on your bank’s page, with 3D Secure.',
  storing: {
    typed: 'We do not store your card number or security code.',
    kept: 'Paynet stores your card; we keep neither its number nor its security code.',
    saved: 'The number of your saved card is stored by Paynet, not by us.',
  },
  refusedJustNow: 'This card was declined just now.',
  refusedBefore: 'This card was declined earlier for this order.',
  terms: 'Terms of sale',
  privacy: 'Privacy notice',
  inNewTab: '(opens in a new tab)',
}

export const form: typeof tr.form = {
  heading: 'Card details',
  number: 'Card number',
  expiry: 'Expiry date',
  cvc: 'Security code',
  holder: 'Name on card',
  brands: 'Visa, Mastercard, American Express, Troy',
  numberAgain: 'We do not store it, so enter it again.',
  expiryHint: 'MM/YY',
  cvcHint: '3 digits on the back',
  cvcHintAmex: '4 digits on the front',
  paying: 'Connecting to your bank…',
  waiting: 'Waiting for your bank’s answer…',
  whichCard: 'Which card do you want to pay with?',
  newCard: 'New card',
  otherCards: 'Your other cards',
  saveCard: 'Save my card for future payments',
  saveConsent:
    'Paynet stores your card; we keep neither its number nor its security code. You can delete it at any time on the My cards page.',
  description: 'Name the card (optional)',
  descriptionHint: 'For example: Family card. If you leave this empty, the card shows its last four digits.',
  optional: 'Optional',
  errorPrefix: 'Error: ',
  errorHeading: 'There is a problem',
  fixedHeading: 'Fixed',
  lost: lostWords('You were not charged.', {
    stopped: 'Your bank’s page did not open; you were not charged. You can try again.',
  }),
  numberNotice: 'No real card has this number (test).',
  expiryNotice: 'Past date (test)',
  problems: {
    'holder-empty': 'Enter the name on the card.',
    'holder-long': 'The name must be 50 characters or fewer.',
    'holder-digits': 'There is a number in the name field. Enter the name on the card here.',
    'number-empty': 'Enter the card number.',
    'number-letters': 'Enter only digits for the card number.',
    'number-short': 'The card number is incomplete. Enter all the digits.',
    'number-long': 'The card number has too many digits.',
    'number-wrong': 'The card number has a wrong digit. Check it against your card.',
    'expiry-empty': 'Enter the expiry date.',
    'expiry-format': 'Enter the date as month and year: MM/YY.',
    'expiry-month': 'The month must be between 01 and 12.',
    'expiry-past': 'This date is in the past. Enter the date on the card or use another card.',
    'cvc-empty': 'Enter the security code.',
    'cvc-letters': 'Enter only digits for the security code.',
    'cvc-length': 'The security code has 3 digits, or 4 on American Express cards.',
    'description-empty': 'Enter a name for the card.',
    'description-long': 'The card name must be 50 characters or fewer.',
    'description-digits': 'There is a number in the card name. Enter just a name that you will recognise.',
  },
}

export const plans: typeof tr.plans = {
  label: (count) => (count === 1 ? 'One payment' : `${count} instalments`),
  drawn: (total, difference) =>
    `Total drawn from your card: ${total}${difference === undefined ? '' : ` (${difference} instalment difference included)`}`,
  campaign: (extra) => `your bank’s campaign: +${count(extra, 'instalment')}`,
  found: (found, bank) =>
    `There ${found === 1 ? 'is 1 instalment plan' : `are ${found} instalment plans`} for your ${bank ? `${bank} ` : ''}card.`,
  unasked: 'Instalment plans appear here once you have entered the first 8 digits of your card number.',
  none: {
    debit: 'This is a debit card, which takes no instalments. You can pay in one payment.',
    'no-offer': 'No instalments are offered for this card. You can pay in one payment.',
    order: 'This order takes no instalments; it is paid in one payment.',
    amount: 'This amount is too low for instalments; it is paid in one payment.',
  },
  tooOften: (seconds) =>
    `Instalment plans were asked for too often. You can pay in one payment at once, or see the plans again in ${wait(seconds)}.`,
  changed: '{count} instalments were {was} each and are now {now}. You were not charged. Check the new amount and try again.',
  changedTotal: '{count} instalments were {was} in total and are now {now}. You were not charged. Check the new amount and try again.',
  ofCard: (card) => `These plans are for your card ${card}.`,
  client: {
    legend: 'How to pay',
    plan: 'instalments',
    monthly: 'monthly',
    total: 'total',
    difference: 'instalment difference',
    noDifference: 'no extra cost',
    last: 'The last instalment may differ by a few kuruş; the total is what counts.',
    loading: 'Reading instalment plans…',
    failed: 'Instalment plans cannot be read at the moment. You can pay in one payment.',
    retry: 'Try again',
    payChosen: 'Pay as chosen',
    fold: 'Instalment plans',
    cardStart: 'First 8 digits of your card',
    cardStartHint: 'They tell the card’s bank. You enter all card details in the next step.',
    show: 'Show instalment plans',
    showOfCard: 'Show plans for this card',
    tooShort: 'Enter the first 8 digits of your card.',
  },
}

export const problem: typeof tr.problem = {
  conflict: {
    'order-paid': 'This order has been paid. Do not pay again.',
    'order-in-review': 'The payment for this order was received and is being checked. Do not pay again.',
    'order-settling': 'A payment for this order is being checked. Do not pay again.',
    'order-cancelled': 'This order was cancelled and can no longer be paid.',
    'order-expired': 'The time to pay for this order has expired.',
    'amount-changed': 'The order total has changed; you were not charged. Check the new total and try again.',
    'plan-changed': 'Your bank’s instalment amount has changed; you were not charged. Check the new amount and try again.',
    'plan-gone': 'The plan that you chose is not possible with this card; you were not charged. Choose another way to pay.',
    'plans-unavailable': 'Instalment plans cannot be read at the moment; you were not charged. Pay in one payment, or try again shortly.',
    'debit-no-instalments': 'This is a debit card, which takes no instalments. You were not charged; you can pay in one payment.',
    'attempt-over': 'This payment attempt is over. You can try again on this page.',
    'card-gone': 'This card is no longer saved; you were not charged. Choose another card.',
    'card-expired': 'Your card seems to have expired; you were not charged. Use another card.',
    'pay-first': 'Make a payment before adding a card; you can save your card while you pay.',
    'code-over': 'The verification code has expired. Ask for a new one.',
    'application-open': 'There is an open application with this tax number or Turkish identity number.',
    'application-over': 'This application has been sent and can no longer be changed.',
  },
  refused: 'The payment could not be started; you were not charged. Check the details against your card, or try another card.',
  rateLimited: (seconds) => `There were too many attempts. You can try again in ${wait(seconds)}.`,
  newCards: (seconds, maySignIn) =>
    `Many cards are being tried in this shop right now. To protect cards, payments are limited for a short while, and this one cannot be started yet. You were not charged. You can try again in ${wait(seconds)}.${maySignIn ? ' If you have paid here before with your account, you can sign in and pay right away.' : ''}`,
  plansLimited: (seconds) =>
    `Instalment plans were asked for too often; you were not charged. You can pay in one payment at once, or see the plans again in ${wait(seconds)}.`,
  tooManyOrders: (seconds) => `Many orders were placed from your connection in a short time. You can order again in ${wait(seconds)}.`,
  unavailable: 'Payments cannot be started right now; you were not charged. Try again in a few minutes.',
}

export const closed: typeof tr.closed = {
  cancelled: 'The order was cancelled',
  cancelledText: 'This order can no longer be paid. If you still want to buy, place a new order in the shop.',
  expired: 'This payment link has expired',
  expiredText: 'This order can no longer be paid with it. If you still want to buy, place a new order in the shop.',
}

export const bank: typeof tr.bank = {
  title: 'You are being taken to your bank',
  way: 'From the shop to your bank',
  yourBank: 'Your bank',
  amount: 'Amount to pay',
  steps: [
    'Your bank’s page opens, and your phone receives a code or a notification.',
    'You confirm the payment on your bank’s page or in its mobile app.',
    'You come back here and see the result. It usually takes a minute or two.',
  ],
  noSmsHeading: 'If no code arrives',
  noSms: 'Ask for a new one on your bank’s page or check your bank’s mobile app.',
  button: 'Continue to your bank',
  preparingTitle: 'Your payment is being prepared',
  preparing: 'This takes a few seconds. The page refreshes automatically.',
  refresh: 'Refresh now',
  toResult: 'Go to the payment result',
}

function wait(seconds: number): string {
  if (seconds < 60) return count(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 3600) return count(Math.ceil(seconds / 60), 'minute')
  return count(Math.ceil(seconds / 3600), 'hour')
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
