import type { CardProblem } from '@/lib/shared/cards/card'
import type { DescriptionProblem } from '@/lib/shared/cards/saved-card'
import type { DeclineReason } from '@/lib/shared/payments/payment-states'
import type { Conflict } from '@/lib/shared/result'
import { account } from './account'
import { applications } from './applications'
import { cards } from './cards'
import { dealers } from './dealers'

/** Every sentence that people read, in Turkish. `en` has the same keys; the compiler sees to it. */
export const tr = {
  site: {
    help: 'Yardım',
    otherLanguage: 'English',
    testTag: 'test ortamı',
    backToShop: 'Mağazaya dön',
  },

  shop: {
    title: 'Mağaza',
    heading: 'Kahve ve sofra',
    intro: 'Elde yapılmış fincanlar, dövme bakır ve taze kavrulmuş kahve.',
    buy: 'Satın al',
  },

  checkout: {
    title: 'Ödeme',
    toPay: 'Ödenecek tutar',
    order: 'Sipariş no',
    items: (count: number) => `Sipariş içeriği (${count} kalem)`,
    total: 'Toplam',
    cancel: 'Vazgeç ve mağazaya dön',
    pay: (amount: string) => `${amount} öde`,
  },

  /** Goes to the browser as it is, so it holds strings only. */
  form: {
    heading: 'Kart bilgileri',
    number: 'Kart numarası',
    expiry: 'Son kullanma tarihi',
    cvc: 'Güvenlik kodu',
    holder: 'Kart üzerindeki ad',
    expiryHint: 'AA/YY',
    cvcHint: 'Arka yüzdeki 3 rakam',
    cvcHintAmex: 'Ön yüzdeki 4 rakam',
    paying: 'Ödeme yapılıyor…',
    confirmAtBank: 'Ödemeyi bankanızda onaylayacaksınız (3D Secure). Kart numaranız bizde saklanmaz.',
    whichCard: 'Hangi kartla ödeyeceksiniz?',
    newCard: 'Yeni kart',
    otherCards: 'Diğer kartlarınız',
    saveCard: 'Kartımı sonraki ödemelerim için sakla',
    saveConsent:
      'Kartınızı Paynet saklar; biz numarasını ve güvenlik kodunu tutmayız. İstediğiniz zaman Kartlarım sayfasından silebilirsiniz.',
    description: 'Karta bir ad verin (isteğe bağlı)',
    descriptionHint: 'Örneğin: Ev kartı. Boş kalırsa son dört rakamı yazılır.',
    optional: 'İsteğe bağlı',
    errorPrefix: 'Hata: ',
    errorHeading: 'Bir sorun var',
    fixedHeading: 'Düzeltildi',
    lost: 'Yanıt alınamadı, kartınızdan ücret alınmadı. Yeniden deneyin; olmazsa sayfayı yenileyin.',
    numberNotice: 'Bu numara gerçek bir karta ait olamaz (test).',
    expiryNotice: 'Geçmiş tarih (test)',
    problems: {
      'holder-empty': 'Kartın üzerindeki adı yazın.',
      'holder-long': 'Ad en çok 50 karakter olabilir.',
      'holder-digits': 'Ad alanında bir numara var. Buraya kartın üzerindeki adı yazın.',
      'number-empty': 'Kart numarasını yazın.',
      'number-letters': 'Kart numarasına yalnızca rakam yazın.',
      'number-short': 'Kart numarası eksik. Bütün rakamları yazın.',
      'number-long': 'Kart numarasında fazla rakam var.',
      'number-wrong': 'Numarada yanlış rakam var. Kartla karşılaştırın.',
      'expiry-empty': 'Son kullanma tarihini yazın.',
      'expiry-format': 'Tarihi ay ve yıl olarak yazın: AA/YY.',
      'expiry-month': 'Ay 01 ile 12 arasında olmalı.',
      'expiry-past': 'Bu tarih geçmiş. Karttaki tarihi yazın ya da başka bir kart kullanın.',
      'cvc-empty': 'Güvenlik kodunu yazın.',
      'cvc-letters': 'Güvenlik koduna yalnızca rakam yazın.',
      'cvc-length': 'Güvenlik kodu 3 rakam olmalı; American Express kartlarda 4.',
      'description-empty': 'Kart için bir ad yazın.',
      'description-long': 'Kart adı en çok 50 karakter olabilir.',
      'description-digits': 'Kart adında bir numara var. Buraya yalnızca kartı tanıyacağınız bir ad yazın.',
    } satisfies Record<CardProblem | DescriptionProblem, string>,
  },

  /** What `startPayment` puts above the form. None of these is said after money may have moved. */
  problem: {
    conflict: {
      'order-paid': 'Bu siparişin ödemesi alındı. Tekrar ödeme yapmayın.',
      'order-in-review': 'Bu siparişin ödemesi alındı, kontrol ediliyor. Tekrar ödeme yapmayın.',
      'order-settling': 'Bu siparişin bir ödemesi kontrol ediliyor. Tekrar ödeme yapmayın.',
      'order-cancelled': 'Bu sipariş iptal edildi, artık ödenemez.',
      'order-expired': 'Bu siparişin ödeme süresi doldu.',
      'amount-changed': 'Sipariş tutarı değişti, kartınızdan ücret alınmadı. Yeni tutarı görüp yeniden deneyebilirsiniz.',
      'attempt-over': 'Bu deneme sona erdi. Sayfada yeniden deneyebilirsiniz.',
      'card-gone': 'Bu kart artık kayıtlı değil. Başka bir kart seçin.',
      'card-expired': 'Kartın süresi dolmuş görünüyor, ücret alınmadı. Başka bir kart kullanın.',
      'pay-first': 'Kart eklemek için önce bir ödeme yapın; kartınızı o sırada saklayabilirsiniz.',
      'code-over': 'Doğrulama kodunun süresi doldu. Yeni bir kod isteyin.',
      'application-open': 'Bu vergi numarasıyla açık bir başvuru var.',
      'application-over': 'Bu başvuru gönderildi, artık değiştirilemez.',
    } satisfies Record<Conflict, string>,
    refused: 'Ödeme başlatılamadı, kartınızdan ücret alınmadı. Bilgileri kartınızla karşılaştırın ya da başka bir kart deneyin.',
    rateLimited: (seconds: number) => `Çok sayıda deneme yapıldı. ${wait(seconds)} sonra yeniden deneyebilirsiniz.`,
    newCards: (seconds: number) =>
      `Şu an bu mağazada çok sayıda kart deneniyor. Kartları korumak için ödemeler kısa süreliğine sınırlandı; bu ödeme şimdilik başlatılamıyor. Kartınızdan ücret alınmadı. ${wait(seconds)} sonra yeniden deneyebilirsiniz. Burada daha önce hesabınızla ödeme yaptıysanız giriş yaparak hemen ödeyebilirsiniz.`,
    tooManyOrders: (seconds: number) =>
      `Bağlantınızdan kısa sürede çok sayıda sipariş verildi. ${wait(seconds)} sonra yeniden sipariş verebilirsiniz.`,
    unavailable: 'Ödeme şu an başlatılamıyor, kartınızdan ücret alınmadı. Birkaç dakika sonra yeniden deneyebilirsiniz.',
  },

  account: account.tr,
  cards: cards.tr,
  dealers: dealers.tr,
  applications: applications.tr,

  closed: {
    cancelled: 'Sipariş iptal edildi',
    cancelledText: 'Bu sipariş artık ödenemez. Satın almak isterseniz mağazada yeni bir sipariş verin.',
    expired: 'Ödeme süresi doldu',
    expiredText: 'Bu siparişin ödeme bağlantısı artık kullanılamıyor. Satın almak isterseniz mağazada yeni bir sipariş verin.',
  },

  notFound: {
    heading: 'Sayfa bulunamadı',
    text: 'Bağlantı eksik ya da yanlış olabilir. Ödeme bağlantısını size gönderildiği gibi açın.',
    home: 'Ana sayfaya git',
  },

  result: {
    succeeded: 'Ödemeniz alındı',
    succeededText: 'Bu sayfa makbuzunuzdur; saklayabilir ya da yazdırabilirsiniz.',
    checking: 'Ödemeniz kontrol ediliyor',
    doNotPayAgain: 'Tekrar ödeme yapmayın.',
    checkingNext: 'Bankanın kesin yanıtını bekliyoruz. Sonuç bu sayfada kendiliğinden görünür.',
    checkingLeave: 'Sayfayı kapatsanız da kontrol sürer. Aynı bağlantıyla dönüp sonucu görebilirsiniz.',
    review: 'Ödemeniz alındı, kontrol ediliyor',
    reviewNext: 'Ödeme kaydınız inceleniyor. Siparişiniz inceleme bitince kesinleşir; sizin bir şey yapmanız gerekmez.',
    created: 'Ödemeniz hazırlanıyor',
    createdText: 'Birkaç saniye sürer. Sayfa kendiliğinden yenilenir.',
    awaiting: 'Banka doğrulaması tamamlanmadı',
    awaitingText: 'Ödemeyi bankanızın sayfasında onaylayarak tamamlayabilirsiniz.',
    awaitingElsewhere:
      'Ödeme, başlatıldığı tarayıcıda bankanın sayfasında onaylanmayı bekliyor. Dilerseniz ödemeye baştan başlayabilirsiniz.',
    declined: 'Ödeme onaylanmadı',
    failed: 'Ödeme başlatılamadı',
    failedText: 'Bankanıza ulaşmadan önce bir aksaklık oldu.',
    expired: 'Süre doldu',
    expiredText: 'Banka doğrulaması süresi içinde tamamlanmadı.',
    superseded: 'Bu deneme kullanılmadı',
    supersededText: 'Aynı siparişin başka bir ödeme denemesi öne geçti. Bu deneme için ücret alınmadı.',
    notCharged: 'Ödeme gerçekleşmedi',
    notChargedText: 'Ödemenizi kontrol ettik; tahsilat yapılmamış.',
    refunded: 'Ödemeniz iade edildi',
    refundedText: 'Kartınızdan alınan tutar geri gönderildi. Kartınıza yansıması bankanıza göre birkaç gün sürebilir.',
    nothingTaken: 'Kartınızdan ücret alınmadı.',
    reasons: {
      'insufficient-funds': 'Kartın limiti ya da bakiyesi bu tutara yetmedi.',
      'closed-to-ecommerce': 'Kart internet alışverişine kapalı. Bankanızın uygulamasından açabilirsiniz.',
      'card-expired': 'Kartın süresi dolmuş.',
      'card-data': 'Kart bilgileri bankadakilerle eşleşmedi. Numarayı, tarihi ve güvenlik kodunu kartınızla karşılaştırın.',
      'not-verified': 'Ödeme bankanızda onaylanmadı: doğrulama kodu yanlıştı ya da işlemden vazgeçildi.',
      'session-over': 'Banka doğrulamasının süresi doldu.',
      'ask-bank': 'Bankanız bu ödemeye onay vermedi. Nedenini bankanız söyleyebilir.',
    } satisfies Record<DeclineReason, string>,
    sameCard: 'Aynı kartla yeniden dene',
    otherCard: 'Başka kartla öde',
    continueAtBank: 'Bankada devam et',
    cardSaved: 'Kartınız saklandı.',
    cardNotSaved: 'Kartınız saklanamadı; ödemeniz bundan etkilenmedi. Yeniden denemek için:',
    cardSavingUnknown:
      'Kartınızın saklanıp saklanmadığını öğrenemedik; ödemeniz bundan etkilenmedi. Listede yoksa yeniden ekleyebilirsiniz:',
    myCards: 'Kartlarım',
    amount: 'Tutar',
    merchant: 'İşyeri',
    order: 'Sipariş no',
    reference: 'Referans no',
    date: 'Tarih',
    card: 'Kart',
    itemsHeading: 'Sipariş içeriği',
    detail: 'Ayrıntı',
    bankSaid: 'Bankanın yanıtı:',
    quoteReference: 'Yardım isterken bu referans numarasını belirtin.',
  },

  /** The document that hands the browser to the bank; plain HTML, outside React. */
  bank: {
    title: 'Bankanıza yönlendiriliyorsunuz',
    what: 'Ödemeyi bankanızın sayfasında onaylayacaksınız, ardından buraya döneceksiniz.',
    howLong: 'Genellikle bir iki dakika sürer.',
    noSms: 'Doğrulama kodu gelmezse bankanın sayfasından yeniden isteyin ya da bankanızın mobil uygulamasına bakın.',
    button: 'Bankaya devam et',
    preparingTitle: 'Ödemeniz hazırlanıyor',
    preparing: 'Birkaç saniye sürer. Sayfa kendiliğinden yenilenir.',
    refresh: 'Şimdi yenile',
  },

  /** The bank's answer arrived and could not be stored yet. */
  returnBusy: {
    title: 'Ödemeniz kontrol ediliyor',
    text: 'Bankanın yanıtını henüz kaydedemedik, yeniden deniyoruz. Tekrar ödeme yapmayın ve sayfayı kapatmayın.',
    button: 'Şimdi dene',
  },
}

export type Messages = typeof tr

function wait(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} saniye`
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} dakika`
  return `${Math.ceil(seconds / 3600)} saat`
}
