export const site = {
  help: 'Yardım',
  otherLanguage: 'English',
  testTag: 'test ortamı',
  backToShop: 'Mağazaya dön',
}

export const shop = {
  title: 'Mağaza',
  heading: 'Kahve ve sofra',
  intro: 'El yapımı fincanlar, dövme bakır ve taze kavrulmuş kahve.',
  buy: 'Satın al',
}

export const notFound = {
  heading: 'Sayfa bulunamadı',
  text: 'Bağlantı eksik ya da yanlış olabilir. Ödeme bağlantısını size gönderildiği gibi açın.',
  home: 'Ana sayfaya git',
}
