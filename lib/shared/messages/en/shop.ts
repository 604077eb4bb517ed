import type * as tr from '@/lib/shared/messages/tr/shop'

export const site: typeof tr.site = {
  help: 'Help',
  otherLanguage: 'Türkçe',
  testTag: 'test mode',
  backToShop: 'Back to the shop',
}

export const frame: typeof tr.frame = {
  skip: 'Skip to content',
  account: 'My account',
  signIn: 'Sign in',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  ways: { payment: 'Back to the payment', result: 'Back to the payment result', shop: 'Continue shopping' },
}

export const ended: typeof tr.ended = {
  text: 'Your session has ended. Sign in again to continue.',
  payment: 'Your session has ended. To pay with a saved card, sign in again, or go back to the payment and enter your card.',
}

export const shop: typeof tr.shop = {
  title: 'Shop',
  heading: 'Coffee and tableware',
  intro: 'Handmade cups, hammered copper and freshly roasted coffee.',
  buy: 'Buy',
  unavailable: 'The order cannot be placed right now. Try again in a few minutes.',
}

export const quiet: typeof tr.quiet = {
  title: 'Payments',
  text: 'This is where we take payments. To pay, open the payment link exactly as it was sent to you. If you came here by accident, there is nothing you need to do.',
  questions: 'Any questions?',
}

export const refusal: typeof tr.refusal = {
  busy: {
    heading: 'We are very busy right now',
    text: 'Try again in a few seconds. If you have paid, do not pay again; you will see the result shortly.',
  },
  unread: {
    heading: 'We could not read what you sent',
    text: 'It was incomplete, too long or damaged, and nothing was stored. Go back to the previous page and try again.',
  },
  elsewhere: {
    heading: 'This form cannot be sent from here',
    text: (host) =>
      `This page only works at ${host}. Nothing was sent and your card was not charged. Open the page there and fill in the form.`,
    button: 'Open the page',
  },
}

export const notFound: typeof tr.notFound = {
  heading: 'Page not found',
  text: 'The link may be incomplete or wrong. Open the payment link exactly as it was sent to you.',
  home: 'Go to the home page',
}

export const renewed: typeof tr.renewed = {
  title: 'This page has been updated',
  text: 'This page was updated after you opened it; what you sent was not processed. Reload the page and send it again.',
  checkout:
    'The payment page was updated after you opened it; what you sent was not processed, and your card was not charged. Reload the page and try again.',
}

export const cookies: typeof tr.cookies = {
  heading: 'Cookies are needed',
  text: 'Your browser does not accept this site’s cookies. To go on, allow them in your browser’s settings and try again.',
  payment: 'You do not need cookies to pay.',
  back: 'Go back and try again',
}
