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
  reset: {
    heading: 'Choose your new password',
    text: 'Somebody asked for a link to set a new password for your account. You can choose it with the button below.',
    once: 'The link works once, within an hour. Do not share it with anyone.',
    notYou: 'If it was not you who asked, you need not do anything; your password has not changed.',
    button: 'Choose a new password',
  },
  passwordChanged: {
    heading: 'Your password was changed',
    text: 'The password of your account was changed, and you were signed out on other devices. If it was you, you need not do anything.',
    notYou: 'If it was not you, ask for a new password at once and write to us.',
    date: 'Date',
    button: 'Ask for a new password',
  },
  paymentLink: {
    heading: 'Complete your payment here',
    text: 'You can open the payment page on any device.',
    unasked: 'If you did not ask for this e-mail, you can delete it.',
    button: 'Open the payment page',
  },
  register: {
    heading: 'Confirm your e-mail address',
    text: 'Somebody asked to create an account with this e-mail address. To create yours, press the button below and enter a password for it.',
    once: 'The link works once, within an hour. Do not share it with anyone.',
    notYou: 'If it was not you, you need not do anything; no account is created with your address.',
    button: 'Confirm the address',
  },
  knownAddress: {
    heading: 'You already have an account',
    text: 'Somebody asked to create an account with this e-mail address, but you already have one. Sign in to go on.',
    notYou: 'If it was not you, you need not do anything; nothing in your account has changed.',
    button: 'Sign in',
    forgot: 'If you have forgotten your password, choose a new one',
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
