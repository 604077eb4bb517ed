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
  draftLink: {
    heading: 'Continue your dealer application here',
    lead: 'This link opens the draft of your application on any device, and you go on where you stopped.',
    keep: 'It works for 30 days. If you get a new link, this one stops working. Anyone who knows the link can see your draft.',
    unasked: 'If you did not ask for it, delete this e-mail.',
    button: 'Continue the application',
  },
  application: {
    verifying: 'A member of staff is looking into your application.',
    received: 'Its page shows the status, and the documents that are still to be sent, if there are any.',
    button: 'See the application’s status',
  },
  openInstead: 'If the button does not work, open this address:',
  notAnInvoice: 'This e-mail is not an invoice.',
}
