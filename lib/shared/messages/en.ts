import { account } from './account'
import { applications } from './applications'
import { cards } from './cards'
import { dealers } from './dealers'
import type { Messages } from './tr'

export const en: Messages = {
  site: {
    help: 'Help',
    otherLanguage: 'Türkçe',
    testTag: 'test mode',
    backToShop: 'Back to the shop',
  },

  shop: {
    title: 'Shop',
    heading: 'Coffee and tableware',
    intro: 'Handmade cups, hammered copper and freshly roasted coffee.',
    buy: 'Buy',
  },

  checkout: {
    title: 'Checkout',
    toPay: 'Amount to pay',
    order: 'Order',
    items: (count) => `What you are buying (${count} ${count === 1 ? 'item' : 'items'})`,
    total: 'Total',
    cancel: 'Cancel and go back to the shop',
    pay: (amount) => `Pay ${amount}`,
  },

  form: {
    heading: 'Card details',
    number: 'Card number',
    expiry: 'Expiry date',
    cvc: 'Security code',
    holder: 'Name on card',
    expiryHint: 'MM/YY',
    cvcHint: '3 digits on the back',
    cvcHintAmex: '4 digits on the front',
    paying: 'Paying…',
    confirmAtBank: 'You will confirm the payment on your bank’s page (3D Secure). We do not store your card number.',
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
    lost: 'We got no answer; your card was not charged. Try again; if that fails, reload the page.',
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
  },

  problem: {
    conflict: {
      'order-paid': 'This order has been paid. Do not pay again.',
      'order-in-review': 'The payment for this order was received and is being checked. Do not pay again.',
      'order-settling': 'A payment for this order is being checked. Do not pay again.',
      'order-cancelled': 'This order was cancelled and can no longer be paid.',
      'order-expired': 'The time to pay for this order has run out.',
      'amount-changed': 'The order total has changed; your card was not charged. Check the new total and try again.',
      'attempt-over': 'This payment attempt is over. You can try again on this page.',
      'card-gone': 'This card is no longer saved. Choose another card.',
      'card-expired': 'Your card seems to have expired; it was not charged. Use another card.',
      'pay-first': 'Make a payment before adding a card; you can save your card while you pay.',
      'code-over': 'The verification code has expired. Ask for a new one.',
      'application-open': 'There is an open application with this tax number or Turkish identity number.',
      'application-over': 'This application has been sent and can no longer be changed.',
    },
    refused: 'The payment could not be started; your card was not charged. Check the details against your card, or try another card.',
    rateLimited: (seconds) => `There were too many attempts. You can try again in ${wait(seconds)}.`,
    newCards: (seconds) =>
      `Many cards are being tried in this shop right now. To protect cards, payments are limited for a short while, and this one cannot be started yet. Your card was not charged. You can try again in ${wait(seconds)}. If you have paid here before with your account, you can sign in and pay right away.`,
    tooManyOrders: (seconds) => `Many orders were placed from your connection in a short time. You can order again in ${wait(seconds)}.`,
    unavailable: 'Payments cannot be started right now; your card was not charged. Try again in a few minutes.',
  },

  account: account.en,
  cards: cards.en,
  dealers: dealers.en,
  applications: applications.en,

  closed: {
    cancelled: 'The order was cancelled',
    cancelledText: 'This order can no longer be paid. If you still want to buy, place a new order in the shop.',
    expired: 'The time to pay has run out',
    expiredText: 'The payment link for this order can no longer be used. If you still want to buy, place a new order in the shop.',
  },

  notFound: {
    heading: 'Page not found',
    text: 'The link may be incomplete or wrong. Open the payment link exactly as it was sent to you.',
    home: 'Go to the home page',
  },

  result: {
    succeeded: 'Your payment was received',
    succeededText: 'This page is your receipt; you can keep or print it.',
    checking: 'Your payment is being checked',
    doNotPayAgain: 'Do not pay again.',
    checkingNext: 'We are waiting for the bank’s final answer. The result will appear on this page automatically.',
    checkingLeave: 'The check continues even if you close the page. Use the same link to come back and see the result.',
    review: 'Your payment was received and is being checked',
    reviewNext:
      'The record of your payment is being reviewed. Your order becomes final once the review is done; there is nothing you need to do.',
    created: 'Your payment is being prepared',
    createdText: 'This takes a few seconds. The page refreshes automatically.',
    awaiting: 'Bank verification was not completed',
    awaitingText: 'You can complete the payment by confirming it on your bank’s page.',
    awaitingElsewhere:
      'This payment is waiting to be confirmed on the bank’s page, in the browser where it was started. You can also start over.',
    declined: 'The payment was not approved',
    failed: 'The payment could not be started',
    failedText: 'Something went wrong before the payment reached your bank.',
    expired: 'Time ran out',
    expiredText: 'Bank verification was not completed in time.',
    superseded: 'This payment attempt was not used',
    supersededText: 'Another payment attempt for the same order went ahead of it. Your card was not charged for this attempt.',
    notCharged: 'The payment did not take place',
    notChargedText: 'We checked your payment; no money was taken.',
    refunded: 'Your payment was refunded',
    refundedText: 'The amount taken from your card was refunded. It can take a few days to appear on your card, depending on your bank.',
    nothingTaken: 'Your card was not charged.',
    reasons: {
      'insufficient-funds': 'Your card’s limit or balance does not cover this amount.',
      'closed-to-ecommerce': 'Online shopping is turned off for your card. You can turn it on in your bank’s app.',
      'card-expired': 'Your card has expired.',
      'card-data': 'The card details do not match your bank’s records. Check the number, date and security code against your card.',
      'not-verified': 'The payment was not confirmed at bank verification: the code was wrong or the step was cancelled.',
      'session-over': 'The time for bank verification ran out.',
      'ask-bank': 'Your bank did not approve this payment. Your bank can tell you why.',
    },
    sameCard: 'Try again with the same card',
    otherCard: 'Pay with another card',
    continueAtBank: 'Continue on the bank’s page',
    cardSaved: 'Your card was saved.',
    cardNotSaved: 'Your card could not be saved; your payment is not affected. To try again:',
    cardSavingUnknown:
      'We could not find out whether your card was saved; your payment is not affected. If it is not on the list, you can add it again:',
    myCards: 'My cards',
    amount: 'Amount',
    merchant: 'Merchant',
    order: 'Order',
    reference: 'Reference',
    date: 'Date',
    card: 'Card',
    itemsHeading: 'What you bought',
    detail: 'Details',
    bankSaid: 'The bank’s answer:',
    quoteReference: 'Quote this reference when you ask for help.',
  },

  bank: {
    title: 'You are being taken to your bank',
    what: 'You will confirm the payment on your bank’s page and then come back here.',
    howLong: 'It usually takes a minute or two.',
    noSms: 'If no code arrives, ask for a new one on your bank’s page or check your bank’s mobile app.',
    button: 'Continue to the bank’s page',
    preparingTitle: 'Your payment is being prepared',
    preparing: 'This takes a few seconds. The page refreshes automatically.',
    refresh: 'Refresh now',
  },

  returnBusy: {
    title: 'Your payment is being checked',
    text: 'We have not been able to store the bank’s answer yet and are trying again. Do not pay again and do not close this page.',
    button: 'Try now',
  },
}

function wait(seconds: number): string {
  if (seconds < 60) return count(Math.max(1, Math.ceil(seconds)), 'second')
  if (seconds < 3600) return count(Math.ceil(seconds / 60), 'minute')
  return count(Math.ceil(seconds / 3600), 'hour')
}

function count(amount: number, unit: string): string {
  return `${amount} ${unit}${amount === 1 ? '' : 's'}`
}
