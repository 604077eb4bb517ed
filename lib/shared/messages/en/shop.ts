import type * as tr from '@/lib/shared/messages/tr/shop'

export const site: typeof tr.site = {
  help: 'Help',
  otherLanguage: 'Türkçe',
  testTag: 'test mode',
  backToShop: 'Back to the shop',
}

export const shop: typeof tr.shop = {
  title: 'Shop',
  heading: 'Coffee and tableware',
  intro: 'Handmade cups, hammered copper and freshly roasted coffee.',
  buy: 'Buy',
}

export const quiet: typeof tr.quiet = {
  title: 'Payments',
  text: 'This is where we take payments. To pay, open the payment link exactly as it was sent to you. If you came here by accident, there is nothing you need to do.',
  questions: 'Any questions?',
}

export const notFound: typeof tr.notFound = {
  heading: 'Page not found',
  text: 'The link may be incomplete or wrong. Open the payment link exactly as it was sent to you.',
  home: 'Go to the home page',
}
