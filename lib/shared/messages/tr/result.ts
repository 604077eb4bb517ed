import type { DeclineReason } from '@/lib/shared/payments/payment-states'

export const result = {
  succeeded: 'Ödemeniz alındı',
  succeededText: 'Bu sayfa makbuzunuzdur; saklayabilir ya da yazdırabilirsiniz.',
  checking: 'Ödemeniz kontrol ediliyor',
  doNotPayAgain: 'Tekrar ödeme yapmayın.',
  checkingNext: 'Bankanın kesin yanıtını bekliyoruz. Sonuç bu sayfada kendiliğinden görünür.',
  checkingLeave: 'Sayfayı kapatsanız da kontrol sürer. Aynı bağlantıyla dönüp sonucu görebilirsiniz.',
  review: 'Ödemeniz alındı ve kontrol ediliyor',
  reviewNext: 'Ödeme kaydınız inceleniyor. Siparişiniz inceleme bitince kesinleşir; sizin bir şey yapmanız gerekmez.',
  created: 'Ödemeniz hazırlanıyor',
  createdText: 'Birkaç saniye sürer. Sayfa kendiliğinden yenilenir.',
  awaiting: 'Ödeme bankada onay bekliyor',
  awaitingText: 'Ödemeyi bankanızın sayfasında onaylayarak tamamlayabilirsiniz. Onaylamadığınız sürece kartınızdan ücret alınmaz.',
  awaitingLong:
    'Bankanızın sayfası hâlâ açıksa ödemeyi orada onaylayabilir, değilse baştan başlayabilirsiniz. Onaylamadığınız sürece kartınızdan ücret alınmaz.',
  awaitingElsewhere:
    'Bu ödeme, başlatıldığı tarayıcıda açılan banka sayfasında onay bekliyor. İsterseniz ödemeye baştan başlayabilirsiniz.',
  leftBank: 'Banka doğrulaması tamamlanmadı',
  leftBankNext:
    'Ödemeye baştan başlayabilirsiniz. Vazgeçtiyseniz başka bir şey yapmanız gerekmez: ödemeyi bankanızda onaylamadığınız sürece ücret alınmaz.',
  declined: 'Ödeme onaylanmadı',
  failed: 'Ödeme başlatılamadı',
  failedText: 'İşlem bankanıza ulaşmadan önce bir aksaklık oldu.',
  expired: 'Süre doldu',
  expiredText: 'Banka doğrulaması süresi içinde tamamlanmadı.',
  superseded: 'Bu ödeme denemesi geçersiz',
  supersededText: 'Aynı siparişin ödemesine başka bir denemeyle devam edildi. Bu deneme için ücret alınmadı.',
  notCharged: 'Ödeme gerçekleşmedi',
  notChargedText: 'Ödemenizi kontrol ettik: tahsilat yapılmadı.',
  refunded: 'Ödemeniz iade edildi',
  refundedText: 'Kartınızdan alınan tutar iade edildi. Kartınıza yansıması, bankanıza bağlı olarak birkaç gün sürebilir.',
  nothingTaken: 'Kartınızdan ücret alınmadı.',
  reasons: {
    'insufficient-funds': {
      why: 'Kartınızın limiti ya da bakiyesi bu tutara yetmedi.',
      next: 'Başka bir kartla ödeyebilir ya da limitinizi bankanızın uygulamasından kontrol edip yeniden deneyebilirsiniz.',
    },
    'limit-reached': {
      why: 'Kartınız için belirlenen tutar ya da işlem sayısı sınırına ulaşıldı.',
      next: 'Sınırı bankanızın uygulamasından yükseltip yeniden deneyebilir ya da başka bir kart kullanabilirsiniz.',
    },
    'closed-to-ecommerce': {
      why: 'Kartınız internet alışverişine kapalı görünüyor.',
      next: 'Bankanızın uygulamasından açıp yeniden deneyebilirsiniz.',
    },
    'card-expired': {
      why: 'Kartınızın son kullanma tarihi geçmiş.',
      next: 'Yenilenen kartınızla ya da başka bir kartla ödeyebilirsiniz.',
    },
    'card-data': {
      why: 'Kart bilgileri bankanızdaki kayıtla uyuşmadı.',
      next: 'Kart numarasını, son kullanma tarihini ve güvenlik kodunu kartınızla karşılaştırıp yeniden yazın.',
    },
    'not-verified': {
      why: 'Banka doğrulaması (3D Secure) tamamlanmadı: kod yanlış girilmiş ya da işlemden vazgeçilmiş olabilir.',
      next: 'Yeniden deneyebilirsiniz. Doğrulama kodu size ulaşmadıysa bankanızı arayın.',
    },
    'session-over': {
      why: 'Banka doğrulamasının süresi doldu.',
      next: 'Ödemeye yeniden başlayabilirsiniz.',
    },
    'card-not-usable': {
      why: 'Bu kart bu tür bir ödemede kullanılamıyor.',
      next: 'Başka bir kartla ödeyebilirsiniz.',
    },
    'instalment-refused': {
      why: 'Bankanız, seçtiğiniz taksiti bu kartla kabul etmedi.',
      next: 'Tek çekim ödeyebilir ya da başka bir kart kullanabilirsiniz.',
    },
    'debit-no-instalments': {
      why: 'Kartınız bir banka kartı olduğu için taksit yapılamadı.',
      next: 'Bu kartla tek çekim ödeyebilirsiniz.',
    },
    'foreign-card': {
      why: 'Bu mağaza, yurt dışında verilmiş kartları kabul etmiyor.',
      next: 'Türkiye’de verilmiş bir kartla ödeyebilirsiniz.',
    },
    'bank-unreachable': {
      why: 'Kartınızın bankasına şu anda ulaşılamıyor.',
      next: 'Birkaç dakika sonra yeniden deneyebilir ya da başka bir bankanın kartını kullanabilirsiniz. Hesabınızda geçici bir blokaj görürseniz bankanız bunu kaldırır.',
    },
    'try-later': {
      why: 'Banka işlemi tamamlayamadı.',
      next: 'Biraz sonra yeniden deneyebilirsiniz. Hesabınızda geçici bir blokaj görürseniz bankanız bunu kaldırır.',
    },
    'shop-side': {
      why: 'Ödeme, mağazanın ödeme ayarlarından kaynaklanan bir sorun yüzünden alınamadı; sorun kartınızda değil.',
      next: 'Mağazaya haber verildi. Mağazayla iletişime geçebilir ya da daha sonra yeniden deneyebilirsiniz.',
    },
    'ask-bank': {
      why: 'Bankanız bu ödemeye onay vermedi.',
      next: 'Başka bir kartla ödeyebilir ya da nedenini bankanıza sorabilirsiniz.',
    },
  } satisfies Record<DeclineReason, { why: string; next: string }>,
  inDoubt: 'Bankanızın yanıtı kesinleşmedi',
  inDoubtWait: 'Sonucu bir kez daha soruyoruz; bu sırada yeniden ödeme yapmayın.',
  inDoubtNext: 'Yaklaşık yarım dakika sürer. Sonuç bu sayfada kendiliğinden görünür.',
  refusedOften: 'Son denediğiniz kart bu sipariş için birkaç kez onaylanmadı. Başka bir kartla ödemenizi öneririz.',
  contactShop: 'Mağazayla iletişime geç',
  payAtOnce: 'Tek çekim öde',
  retry: 'Yeniden dene',
  sameCard: 'Aynı kartla yeniden dene',
  otherCard: 'Başka bir kartla öde',
  continueAtBank: 'Bankaya devam et',
  cardSaved: 'Kartınız kaydedildi.',
  cardNotSaved: 'Kartınız kaydedilemedi; ödemeniz bundan etkilenmedi. Yeniden denemek için:',
  cardSavingUnknown:
    'Kartınızın kaydedilip kaydedilmediğini öğrenemedik; ödemeniz bundan etkilenmedi. Listede yoksa yeniden ekleyebilirsiniz:',
  myCards: 'Kartlarım',
  amount: 'Tutar',
  merchant: 'İşyeri',
  order: 'Sipariş no',
  reference: 'Takip numarası',
  date: 'Tarih',
  card: 'Kart',
  bank: 'Banka',
  authorizationCode: 'Onay kodu',
  plan: 'Ödeme şekli',
  singlePayment: 'Tek çekim',
  instalments: (count: number) => `${count} taksit`,
  price: 'Sipariş tutarı',
  difference: 'Vade farkı',
  noDifference: 'Vade farksız',
  drawn: 'Karttan çekilen tutar',
  itemsHeading: 'Sipariş içeriği',
  total: 'Toplam',
  detail: 'Ayrıntı',
  bankSaid: 'Bankanın yanıtı:',
  help: 'Yardım için:',
  helpLink: 'mağazanın yardım sayfası',
  quoteReference: 'Yazarken takip numaranızı belirtin.',
  continueShopping: 'Alışverişe devam et',
  tools: {
    print: 'Yazdır',
    share: 'Paylaş',
    copied: 'Makbuzun bağlantısı kopyalandı.',
    notCopied: 'Bağlantı kopyalanamadı; adres çubuğundan kopyalayabilirsiniz.',
  },
  keep: {
    heading: 'Makbuzunuzu saklamak ister misiniz?',
    text: 'Bir hesap açarsanız bu ödemeyi hesabınıza ekleyebilir, makbuzunuza her cihazdan ulaşabilirsiniz.',
    register: 'Hesap aç',
    login: 'Giriş yap',
    claimText: 'Bu ödeme henüz bir hesapta değil. Hesabınıza eklerseniz makbuzunu ödemelerinizin arasında bulursunuz.',
    claim: 'Bu ödemeyi hesabıma ekle',
    mine: 'Bu ödeme hesabınızda kayıtlı.',
    payments: 'Ödemelerim',
    refused: 'Bu ödeme hesabınıza eklenemedi: ödemenin yapıldığı tarayıcıda değilsiniz ya da ödeme başka bir hesaba eklenmiş.',
    unavailable: 'Ödeme şu an hesabınıza eklenemiyor. Birkaç dakika sonra yeniden deneyebilirsiniz.',
  },
}

/** The bank's answer arrived but could not be stored yet. */
export const returnBusy = {
  title: 'Ödemeniz kontrol ediliyor',
  text: 'Bankanın yanıtını henüz kaydedemedik, yeniden deniyoruz. Tekrar ödeme yapmayın ve sayfayı kapatmayın.',
  wait: 'Sonucu şu an gösteremiyoruz, yeniden deniyoruz. Tekrar ödeme yapmayın; sayfa kendiliğinden yenilenir.',
  button: 'Şimdi dene',
}

/** More came from the bank than is ever read. */
export const returnUnread = {
  title: 'Bankanın yanıtı okunamadı',
  text: 'Bankanızın yanıtı beklenenden çok uzundu, bu yüzden işlenmedi. Yeniden ödeme yapmadan önce ödemenizin durumuna bakın.',
  button: 'Ödemenin durumunu gör',
}
