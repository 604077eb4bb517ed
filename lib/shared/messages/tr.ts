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
    intro: 'El yapımı fincanlar, dövme bakır ve taze kavrulmuş kahve.',
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
    confirmAtBank: 'Ödemeyi bankanızın sayfasında onaylayacaksınız (3D Secure). Kart numaranız bizde saklanmaz.',
    whichCard: 'Hangi kartla ödeyeceksiniz?',
    newCard: 'Yeni kart',
    otherCards: 'Diğer kartlarınız',
    saveCard: 'Kartımı sonraki ödemelerim için kaydet',
    saveConsent:
      'Kartınızı Paynet saklar; kart numaranızı ve güvenlik kodunuzu biz tutmayız. Kartınızı istediğiniz zaman Kartlarım sayfasından silebilirsiniz.',
    description: 'Karta bir ad verin (isteğe bağlı)',
    descriptionHint: 'Örneğin: Ev kartı. Boş bırakırsanız kartın son dört rakamı görünür.',
    optional: 'İsteğe bağlı',
    errorPrefix: 'Hata: ',
    errorHeading: 'Bir sorun var',
    fixedHeading: 'Düzeltildi',
    lost: 'Yanıt gelmedi; kartınızdan ücret alınmadı. Yeniden deneyin, olmazsa sayfayı yenileyin.',
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
      'number-wrong': 'Kart numarasında yanlış bir rakam var. Kartınızla karşılaştırın.',
      'expiry-empty': 'Son kullanma tarihini yazın.',
      'expiry-format': 'Tarihi ay ve yıl olarak yazın: AA/YY.',
      'expiry-month': 'Ay 01 ile 12 arasında olmalı.',
      'expiry-past': 'Bu tarih geçmiş. Karttaki tarihi yazın ya da başka bir kart kullanın.',
      'cvc-empty': 'Güvenlik kodunu yazın.',
      'cvc-letters': 'Güvenlik koduna yalnızca rakam yazın.',
      'cvc-length': 'Güvenlik kodu 3 rakamdan oluşur, American Express kartlarda 4 rakamdan.',
      'description-empty': 'Kart için bir ad yazın.',
      'description-long': 'Kart adı en çok 50 karakter olabilir.',
      'description-digits': 'Kart adında bir numara var. Buraya yalnızca kartı tanıyacağınız bir ad yazın.',
    } satisfies Record<CardProblem | DescriptionProblem, string>,
  },

  /** What `startPayment` puts above the form. None of these is said after money may have moved. */
  problem: {
    conflict: {
      'order-paid': 'Bu siparişin ödemesi alındı. Tekrar ödeme yapmayın.',
      'order-in-review': 'Bu siparişin ödemesi alındı ve kontrol ediliyor. Tekrar ödeme yapmayın.',
      'order-settling': 'Bu sipariş için bir ödeme kontrol ediliyor. Tekrar ödeme yapmayın.',
      'order-cancelled': 'Bu sipariş iptal edildi, artık ödenemez.',
      'order-expired': 'Bu siparişin ödeme süresi doldu.',
      'amount-changed': 'Sipariş tutarı değişti, kartınızdan ücret alınmadı. Yeni tutarı kontrol edip yeniden deneyebilirsiniz.',
      'attempt-over': 'Bu ödeme denemesi sona erdi. Bu sayfada yeniden deneyebilirsiniz.',
      'card-gone': 'Bu kart artık kayıtlı değil. Başka bir kart seçin.',
      'card-expired': 'Kartınızın süresi dolmuş görünüyor, ücret alınmadı. Başka bir kart kullanın.',
      'pay-first': 'Kart eklemek için önce bir ödeme yapın; kartınızı ödeme sırasında kaydedebilirsiniz.',
      'code-over': 'Doğrulama kodunun süresi doldu. Yeni bir kod isteyin.',
      'application-open': 'Bu vergi kimlik ya da T.C. kimlik numarasıyla açık bir başvuru var.',
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
    cancelledText: 'Bu sipariş artık ödenemez. Satın almak isterseniz mağazadan yeni bir sipariş verin.',
    expired: 'Ödeme süresi doldu',
    expiredText: 'Bu siparişin ödeme bağlantısı artık kullanılamıyor. Satın almak isterseniz mağazadan yeni bir sipariş verin.',
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
    review: 'Ödemeniz alındı ve kontrol ediliyor',
    reviewNext: 'Ödeme kaydınız inceleniyor. Siparişiniz inceleme bitince kesinleşir; sizin bir şey yapmanız gerekmez.',
    created: 'Ödemeniz hazırlanıyor',
    createdText: 'Birkaç saniye sürer. Sayfa kendiliğinden yenilenir.',
    awaiting: 'Banka doğrulaması tamamlanmadı',
    awaitingText: 'Ödemeyi bankanızın sayfasında onaylayarak tamamlayabilirsiniz.',
    awaitingElsewhere:
      'Bu ödeme, başlatıldığı tarayıcıda açılan banka sayfasında onay bekliyor. İsterseniz ödemeye baştan başlayabilirsiniz.',
    declined: 'Ödeme onaylanmadı',
    failed: 'Ödeme başlatılamadı',
    failedText: 'İşlem bankanıza ulaşmadan önce bir aksaklık oldu.',
    expired: 'Süre doldu',
    expiredText: 'Banka doğrulaması süresi içinde tamamlanmadı.',
    superseded: 'Bu ödeme denemesi kullanılmadı',
    supersededText: 'Aynı sipariş için başka bir ödeme denemesi öne geçti. Bu deneme için ücret alınmadı.',
    notCharged: 'Ödeme gerçekleşmedi',
    notChargedText: 'Ödemenizi kontrol ettik: tahsilat yapılmadı.',
    refunded: 'Ödemeniz iade edildi',
    refundedText: 'Kartınızdan alınan tutar iade edildi. Kartınıza yansıması, bankanıza bağlı olarak birkaç gün sürebilir.',
    nothingTaken: 'Kartınızdan ücret alınmadı.',
    reasons: {
      'insufficient-funds': 'Kartınızın limiti ya da bakiyesi bu tutar için yetersiz.',
      'closed-to-ecommerce': 'Kartınız internet alışverişine kapalı. Bankanızın uygulamasından açabilirsiniz.',
      'card-expired': 'Kartınızın süresi dolmuş.',
      'card-data': 'Kart bilgileri bankanızdaki bilgilerle eşleşmedi. Numarayı, tarihi ve güvenlik kodunu kartınızla karşılaştırın.',
      'not-verified': 'Ödeme banka doğrulamasında onaylanmadı: kod yanlıştı ya da işlemden vazgeçildi.',
      'session-over': 'Banka doğrulamasının süresi doldu.',
      'ask-bank': 'Bankanız bu ödemeye onay vermedi. Nedenini bankanızdan öğrenebilirsiniz.',
    } satisfies Record<DeclineReason, string>,
    sameCard: 'Aynı kartla yeniden dene',
    otherCard: 'Başka bir kartla öde',
    continueAtBank: 'Bankanın sayfasında devam et',
    cardSaved: 'Kartınız kaydedildi.',
    cardNotSaved: 'Kartınız kaydedilemedi; ödemeniz bundan etkilenmedi. Yeniden denemek için:',
    cardSavingUnknown:
      'Kartınızın kaydedilip kaydedilmediğini öğrenemedik; ödemeniz bundan etkilenmedi. Listede yoksa yeniden ekleyebilirsiniz:',
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
    quoteReference: 'Yardım isterken bu referans numarasını iletin.',
  },

  /** The document that hands the browser to the bank; plain HTML, outside React. */
  bank: {
    title: 'Bankanıza yönlendiriliyorsunuz',
    what: 'Ödemeyi bankanızın sayfasında onaylayacak, ardından buraya döneceksiniz.',
    howLong: 'Genellikle bir iki dakika sürer.',
    noSms: 'Doğrulama kodu gelmezse bankanızın sayfasından yeniden isteyin ya da bankanızın mobil uygulamasına bakın.',
    button: 'Bankanın sayfasına git',
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
