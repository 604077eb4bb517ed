export const site = {
  help: 'Yardım',
  otherLanguage: 'English',
  testTag: 'test ortamı',
  backToShop: 'Mağazaya dön',
}

/** What stands around every page. */
export const frame = {
  skip: 'İçeriğe geç',
  account: 'Hesabım',
  signIn: 'Giriş yap',
  signedInAs: 'Giriş yapan:',
  signOut: 'Çıkış yap',
  ways: { payment: 'Ödemeye dön', result: 'Ödeme sonucuna dön', shop: 'Alışverişe devam et' },
}

/** Above the sign-in form, for someone whose session has ended. */
export const ended = {
  text: 'Oturumunuz kapanmış. Devam etmek için yeniden giriş yapın.',
  payment: 'Oturumunuz kapanmış. Kayıtlı kartınızla ödemek için yeniden giriş yapın ya da ödemeye dönüp kart bilgilerinizi yazın.',
}

export const shop = {
  title: 'Mağaza',
  heading: 'Kahve ve sofra',
  intro: 'El yapımı fincanlar, dövme bakır ve taze kavrulmuş kahve.',
  buy: 'Satın al',
  unavailable: 'Sipariş şu an oluşturulamıyor. Birkaç dakika sonra yeniden deneyin.',
}

/** What `/` says while the shop is switched off, to people who came by accident. */
export const quiet = {
  title: 'Ödeme',
  text: 'Ödemelerimizi bu adresten alıyoruz. Ödeme yapmak için size gönderilen ödeme bağlantısını olduğu gibi açın. Buraya yanlışlıkla geldiyseniz bir şey yapmanız gerekmez.',
  questions: 'Sorunuz mu var?',
}

/** What the http server says itself, before a page is asked. */
export const refusal = {
  busy: {
    heading: 'Şu an çok yoğunuz',
    text: 'Birkaç saniye sonra yeniden deneyin. Ödeme yaptıysanız tekrar ödemeyin; sonucu birazdan görebilirsiniz.',
  },
  unread: {
    heading: 'Gönderdikleriniz okunamadı',
    text: 'Gelen bilgiler eksik, çok uzun ya da bozuktu; hiçbir şey kaydedilmedi. Önceki sayfaya dönüp yeniden deneyin.',
  },
  elsewhere: {
    heading: 'Bu form buradan gönderilemez',
    text: (host: string) =>
      `Bu sayfa yalnızca ${host} adresinde çalışır. Hiçbir şey gönderilmedi, kartınızdan ücret alınmadı. Sayfayı o adreste açıp formu orada doldurun.`,
    button: 'Sayfayı aç',
  },
}

export const notFound = {
  heading: 'Sayfa bulunamadı',
  text: 'Bağlantı eksik ya da yanlış olabilir. Ödeme bağlantısını size gönderildiği gibi açın.',
  home: 'Ana sayfaya git',
}

/** A form that was opened before we installed a new version, and posted after it, without scripts. */
export const renewed = {
  title: 'Sayfa güncellendi',
  text: 'Bu sayfa siz açtıktan sonra güncellendi; gönderdikleriniz işlenmedi. Sayfayı yenileyip yeniden gönderin.',
  checkout:
    'Ödeme sayfası siz açtıktan sonra güncellendi; gönderdikleriniz işlenmedi ve kartınızdan ücret alınmadı. Sayfayı yenileyip yeniden deneyin.',
}

/** For a browser that keeps no cookies. */
export const cookies = {
  heading: 'Çerezler gerekli',
  text: 'Tarayıcınız bu sitenin çerezlerini kabul etmiyor. Devam etmek için tarayıcınızın ayarlarından bu sitenin çerezlerine izin verip yeniden deneyin.',
  payment: 'Ödeme yapmak için çerez gerekmez.',
  back: 'Geri dönüp yeniden dene',
}
