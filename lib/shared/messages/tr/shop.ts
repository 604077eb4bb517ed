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
  unavailable: 'Sipariş şu an oluşturulamıyor. Birkaç dakika sonra yeniden deneyin.',
}

export const notFound = {
  heading: 'Sayfa bulunamadı',
  text: 'Bağlantı eksik ya da yanlış olabilir. Ödeme bağlantısını size gönderildiği gibi açın.',
  home: 'Ana sayfaya git',
}
