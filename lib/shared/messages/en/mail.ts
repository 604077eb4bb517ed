import type * as tr from '@/lib/shared/messages/tr/mail'

export const mail: typeof tr.mail = {
  receipt: {
    lead: 'This e-mail is the receipt for your payment; you can keep it.',
    button: 'Open the receipt',
  },
  refund: {
    amount: 'Refund amount',
    paid: 'Amount paid',
    refused: 'The refund could not be made',
    refusedText: 'The refund request was not accepted; no money was sent to your card.',
    refusedNext: 'Please ask the shop what happens next.',
    button: 'See the payment’s status',
  },
  openInstead: 'If the button does not work, open this address:',
  notAnInvoice: 'This e-mail is not an invoice.',
}
