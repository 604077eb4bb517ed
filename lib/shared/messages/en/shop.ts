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
  unavailable: 'The order cannot be placed right now. Try again in a few minutes.',
}

export const notFound: typeof tr.notFound = {
  heading: 'Page not found',
  text: 'The link may be incomplete or wrong. Open the payment link exactly as it was sent to you.',
  home: 'Go to the home page',
}
