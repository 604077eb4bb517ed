import type * as tr from '@/lib/shared/messages/tr/result'

export const result: typeof tr.result = {
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
  awaiting: 'The payment is waiting to be confirmed at the bank',
  awaitingText: 'You can complete the payment by confirming it on your bank’s page. Nothing is charged unless you confirm it.',
  awaitingLong:
    'If your bank’s page is still open, you can confirm the payment there; otherwise start again. Nothing is charged unless you confirm it.',
  awaitingElsewhere:
    'This payment is waiting to be confirmed on the bank’s page, in the browser where it was started. You can also start over.',
  leftBank: 'Bank verification was not completed',
  leftBankNext:
    'You can start the payment again. If you changed your mind, there is nothing more to do: nothing is charged unless you confirm the payment at your bank.',
  declined: 'The payment was not approved',
  failed: 'The payment could not be started',
  failedText: 'Something went wrong before the payment reached your bank.',
  expired: 'Time ran out',
  expiredText: 'Bank verification was not completed in time.',
  superseded: 'This payment attempt is no longer valid',
  supersededText: 'The order went ahead with another payment attempt. You were not charged for this one.',
  notCharged: 'The payment did not take place',
  notChargedText: 'We checked your payment; no money was taken.',
  refunded: 'Your payment was refunded',
  refundedText: 'The amount taken from your card was refunded. It can take a few days to appear on your card, depending on your bank.',
  nothingTaken: 'You were not charged.',
  reasons: {
    'insufficient-funds': {
      why: 'Your card’s limit or balance does not cover this amount.',
      next: 'You can pay with another card, or check your limit in your bank’s app and try again.',
    },
    'limit-reached': {
      why: 'Your card has reached its limit for amounts or number of payments.',
      next: 'You can raise the limit in your bank’s app and try again, or use another card.',
    },
    'closed-to-ecommerce': {
      why: 'Online shopping seems to be turned off for your card.',
      next: 'You can turn it on in your bank’s app and try again.',
    },
    'card-expired': {
      why: 'Your card has expired.',
      next: 'You can pay with your new card or with another one.',
    },
    'card-data': {
      why: 'The card details do not match your bank’s records.',
      next: 'Check the number, date and security code against your card and type them again.',
    },
    'not-verified': {
      why: 'Your bank’s verification (3D Secure) was not completed: the code may have been wrong, or the step cancelled.',
      next: 'You can try again. If no code reached you, call your bank.',
    },
    'session-over': {
      why: 'The time for bank verification ran out.',
      next: 'You can start the payment again.',
    },
    'card-not-usable': {
      why: 'This card cannot be used for this kind of payment.',
      next: 'You can pay with another card.',
    },
    'instalment-refused': {
      why: 'Your bank did not accept the instalment plan you chose for this card.',
      next: 'You can pay in full or use another card.',
    },
    'debit-no-instalments': {
      why: 'Your card is a debit card, so it cannot be used for instalments.',
      next: 'You can pay in full with this card.',
    },
    'foreign-card': {
      why: 'This shop does not accept cards issued abroad.',
      next: 'You can pay with a card issued in Türkiye.',
    },
    'bank-unreachable': {
      why: 'Your card’s bank cannot be reached right now.',
      next: 'You can try again in a few minutes or use another bank’s card. If you see a temporary hold on your account, your bank will release it.',
    },
    'try-later': {
      why: 'The bank could not complete the payment.',
      next: 'You can try again a little later. If you see a temporary hold on your account, your bank will release it.',
    },
    'shop-side': {
      why: 'The payment failed because of a problem with the shop’s payment settings; your card is fine.',
      next: 'The shop has been told. You can contact the shop, or try again later.',
    },
    'ask-bank': {
      why: 'Your bank did not approve this payment.',
      next: 'You can pay with another card, or ask your bank for the reason.',
    },
  },
  inDoubt: 'Your bank’s answer is not final',
  inDoubtWait: 'We are asking once more; do not pay again in the meantime.',
  inDoubtNext: 'This takes about half a minute. The result will appear on this page automatically.',
  refusedOften: 'The card you tried last has been declined several times for this order. We suggest paying with another card.',
  contactShop: 'Contact the shop',
  payAtOnce: 'Pay in full',
  retry: 'Try again',
  sameCard: 'Try again with the same card',
  otherCard: 'Pay with another card',
  continueAtBank: 'Continue to your bank',
  cardSaved: 'Your card was saved.',
  cardNotSaved: 'Your card could not be saved; your payment is not affected. To try again:',
  cardSavingUnknown:
    'We could not find out whether your card was saved; your payment is not affected. If it is not on the list, you can add it again:',
  myCards: 'My cards',
  amount: 'Amount',
  merchant: 'Merchant',
  order: 'Order',
  reference: 'Our reference',
  date: 'Date',
  card: 'Card',
  bank: 'Bank',
  authorizationCode: 'Authorization code',
  plan: 'Payment plan',
  singlePayment: 'Single payment',
  instalments: (count) => `${count} instalments`,
  price: 'Order amount',
  difference: 'Instalment difference',
  noDifference: 'No extra cost',
  drawn: 'Charged to the card',
  itemsHeading: 'What you bought',
  total: 'Total',
  detail: 'Details',
  bankSaid: 'The bank’s answer:',
  help: 'For help:',
  helpLink: 'the shop’s help page',
  quoteReference: 'Quote our reference when you write.',
  continueShopping: 'Continue shopping',
  tools: {
    print: 'Print',
    share: 'Share',
    copied: 'The link to this receipt was copied.',
    notCopied: 'The link could not be copied; you can copy it from the address bar.',
  },
  keep: {
    heading: 'Would you like to keep your receipt?',
    text: 'With an account you can add this payment to it and open the receipt on any device.',
    register: 'Create an account',
    login: 'Sign in',
    claimText: 'This payment is not in an account yet. Add it to yours to find its receipt among your payments.',
    claim: 'Add this payment to my account',
    mine: 'This payment is in your account.',
    payments: 'My payments',
    refused:
      'This payment could not be added to your account: this is not the browser that paid, or another account already has the payment.',
    unavailable: 'The payment cannot be added to your account right now. You can try again in a few minutes.',
  },
}

export const returnBusy: typeof tr.returnBusy = {
  title: 'Your payment is being checked',
  text: 'We have not been able to store the bank’s answer yet and are trying again. Do not pay again and do not close this page.',
  wait: 'We cannot show the result right now and are trying again. Do not pay again; this page refreshes automatically.',
  button: 'Try now',
}

export const returnUnread: typeof tr.returnUnread = {
  title: 'The bank’s answer could not be read',
  text: 'Your bank’s answer was much longer than expected, so it was not processed. Check how your payment stands before you pay again.',
  button: 'See how the payment stands',
}
