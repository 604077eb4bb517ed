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

/** A form that was opened before we installed a new version, and posted after it, without scripts. */
export const renewed = {
  title: 'Sayfa yenilendi',
  text: 'Bu sayfa siz açtıktan sonra güncellendi; gönderdikleriniz işlenmedi. Sayfayı yeniden açıp tekrar gönderin.',
  checkout:
    'Ödeme sayfası siz açtıktan sonra güncellendi; gönderdikleriniz işlenmedi ve kartınızdan ücret alınmadı. Sayfayı yeniden açıp tekrar deneyin.',
}

/** For a browser that keeps no cookies. */
export const cookies = {
  heading: 'Çerezler gerekli',
  text: 'Tarayıcınız bu sitenin çerezlerini kabul etmiyor. Giriş yapmak, hesap açmak, bayi başvurusunu doldurmak ve dili değiştirmek için tarayıcınızın ayarlarından bu sitenin çerezlerine izin verin, sonra yeniden deneyin.',
  payment: 'Ödeme yapmak için çerez gerekmez.',
  back: 'Geri dönüp yeniden dene',
}
