import type { CardProblem } from '@/lib/shared/cards/card'
import type { DescriptionProblem } from '@/lib/shared/cards/saved-card'
import type { NoPlans } from '@/lib/shared/payments/plan'
import type { Conflict } from '@/lib/shared/result'
import { lostWords } from './lost'

export const checkout = {
  title: 'Ödeme',
  toPay: 'Ödenecek tutar',
  order: 'Sipariş no',
  items: (count: number) => `Sipariş içeriği (${count} ürün)`,
  total: 'Toplam',
  cancel: 'Vazgeç ve mağazaya dön',
  byPhone: {
    heading: 'Telefonda öde',
    how: 'Karekodu telefonunuzun kamerasıyla okutun; bu ödeme sayfası telefonunuzda açılır.',
    picture: 'Bu ödeme sayfasının karekodu',
    byMail: {
      button: 'Bağlantıyı e-postama gönder',
      sent: 'Bağlantı, siparişinizdeki e-posta adresine birkaç dakika içinde gelir.',
      limited: 'Bu siparişin bağlantısı en çok üç kez gönderilebilir. E-postanızda istenmeyenler klasörüne de bakın.',
      over: 'Bu siparişin bağlantısı artık gönderilemiyor. Durumunu görmek için sayfayı yenileyin.',
      unavailable: 'Bağlantı şu an gönderilemedi. Biraz sonra yeniden deneyebilir ya da ödemeyi burada yapabilirsiniz.',
    },
  },
  pay: (amount: string) => `${amount} öde`,
  confirmAtBank: 'Ödemeyi bankanızın sayfasında, 3D Secure ile onaylayacaksınız.',
  storing: {
    typed: 'Kart numaranızı ve güvenlik kodunuzu saklamayız.',
    kept: 'Kartınızı Paynet saklar; numarası ve güvenlik kodu bizde kalmaz.',
    saved: 'Kayıtlı kartınızın numarası bizde değil, Paynet’te durur.',
  },
  refusedJustNow: 'Bu kart az önce reddedildi.',
  refusedBefore: 'Bu kart bu siparişte daha önce reddedildi.',
  terms: 'Satış koşulları',
  privacy: 'Gizlilik bildirimi',
  inNewTab: '(yeni sekmede açılır)',
}

/** Goes to the browser as is, so it holds strings only. */
export const form = {
  heading: 'Kart bilgileri',
  number: 'Kart numarası',
  expiry: 'Son kullanma tarihi',
  cvc: 'Güvenlik kodu',
  holder: 'Kart üzerindeki ad',
  brands: 'Visa, Mastercard, American Express, Troy',
  numberAgain: 'Bizde saklanmadığı için yeniden yazın.',
  expiryHint: 'AA/YY',
  cvcHint: 'Arka yüzdeki 3 rakam',
  cvcHintAmex: 'Ön yüzdeki 4 rakam',
  paying: 'Bankanıza bağlanılıyor…',
  waiting: 'Bankanızın yanıtı bekleniyor…',
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
  lost: lostWords('Kartınızdan ücret alınmadı.', {
    stopped: 'Bankanızın sayfası açılmadı; kartınızdan ücret alınmadı. Yeniden deneyebilirsiniz.',
  }),
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
}

/** How to pay: at once, or in instalments. The word for what they cost more is "vade farkı". */
export const plans = {
  label: (count: number) => (count === 1 ? 'Tek çekim' : `${count} taksit`),
  drawn: (total: string, difference?: string) =>
    `Kartınızdan çekilecek toplam: ${total}${difference === undefined ? '' : ` (${difference} vade farkı dahil)`}`,
  campaign: (extra: number) => `bankanızın kampanyası: +${extra} taksit`,
  found: (count: number, bank?: string | null) => `${bank ? `${bank} kartınız` : 'Kartınız'} için ${count} taksit seçeneği var.`,
  unasked: 'Taksit seçenekleri, kart numaranızın ilk 8 hanesini yazınca burada görünür.',
  none: {
    debit: 'Bu bir banka kartı; taksit yapılamaz. Tek çekimle ödeyebilirsiniz.',
    'no-offer': 'Bu kart için taksit sunulmuyor. Tek çekimle ödeyebilirsiniz.',
    order: 'Bu sipariş taksite kapalı; tek çekimle ödenir.',
    amount: 'Bu tutar taksit için düşük; tek çekimle ödenir.',
  } satisfies Record<NoPlans, string>,
  tooOften: (seconds: number) =>
    `Taksit seçenekleri çok sık soruldu. Tek çekimle hemen ödeyebilir ya da ${wait(seconds)} sonra taksitleri yeniden görebilirsiniz.`,
  changed: '{count} taksit {was} idi, şimdi {now}. Kartınızdan ücret alınmadı. Yeni tutarı kontrol edip yeniden deneyebilirsiniz.',
  changedTotal:
    '{count} taksit toplamı {was} idi, şimdi {now}. Kartınızdan ücret alınmadı. Yeni tutarı kontrol edip yeniden deneyebilirsiniz.',
  ofCard: (card: string) => `Bu seçenekler ${card} kartınız içindir.`,
  /** Goes to the browser as is. */
  client: {
    legend: 'Ödeme şekli',
    plan: 'taksit',
    monthly: 'aylık',
    total: 'toplam',
    difference: 'vade farkı',
    noDifference: 'vade farksız',
    last: 'Son taksit birkaç kuruş farklı olabilir; geçerli olan toplam tutardır.',
    loading: 'Taksit seçenekleri alınıyor…',
    failed: 'Taksit seçenekleri şu an alınamıyor. Tek çekimle ödeyebilirsiniz.',
    retry: 'Yeniden dene',
    payChosen: 'Seçtiğim şekilde öde',
    fold: 'Taksit seçenekleri',
    cardStart: 'Kartınızın ilk 8 hanesi',
    cardStartHint: 'Kartınızın bankasını tanımak için. Kart bilgilerinizin tamamını bir sonraki adımda yazarsınız.',
    show: 'Taksitleri göster',
    showOfCard: 'Bu kartla taksitleri göster',
    tooShort: 'Kartınızın ilk 8 hanesini yazın.',
  },
}

/** What `startPayment` puts above the form. None of these appears after money may have moved. */
export const problem = {
  conflict: {
    'order-paid': 'Bu siparişin ödemesi alındı. Tekrar ödeme yapmayın.',
    'order-in-review': 'Bu siparişin ödemesi alındı ve kontrol ediliyor. Tekrar ödeme yapmayın.',
    'order-settling': 'Bu sipariş için bir ödeme kontrol ediliyor. Tekrar ödeme yapmayın.',
    'order-cancelled': 'Bu sipariş iptal edildi, artık ödenemez.',
    'order-expired': 'Bu siparişin ödeme süresi doldu.',
    'amount-changed': 'Sipariş tutarı değişti, kartınızdan ücret alınmadı. Yeni tutarı kontrol edip yeniden deneyebilirsiniz.',
    'plan-changed': 'Bankanızın taksit tutarı değişti, kartınızdan ücret alınmadı. Yeni tutarı kontrol edip yeniden deneyebilirsiniz.',
    'plan-gone': 'Seçtiğiniz taksit bu kartla yapılamıyor, kartınızdan ücret alınmadı. Başka bir ödeme şekli seçin.',
    'plans-unavailable':
      'Taksit seçenekleri şu an alınamıyor, kartınızdan ücret alınmadı. Tek çekimle ödeyebilir ya da birazdan yeniden deneyebilirsiniz.',
    'debit-no-instalments': 'Bu bir banka kartı, taksit yapılamaz. Kartınızdan ücret alınmadı; tek çekimle ödeyebilirsiniz.',
    'attempt-over': 'Bu ödeme denemesi sona erdi. Bu sayfada yeniden deneyebilirsiniz.',
    'card-gone': 'Bu kart artık kayıtlı değil; kartınızdan ücret alınmadı. Başka bir kart seçin.',
    'card-expired': 'Kartınızın süresi dolmuş görünüyor, ücret alınmadı. Başka bir kart kullanın.',
    'pay-first': 'Kart eklemek için önce bir ödeme yapın; kartınızı ödeme sırasında kaydedebilirsiniz.',
    'code-over': 'Doğrulama kodunun süresi doldu. Yeni bir kod isteyin.',
    'application-open': 'Bu vergi kimlik ya da T.C. kimlik numarasıyla açık bir başvuru var.',
    'application-over': 'Bu başvuru gönderildi, artık değiştirilemez.',
  } satisfies Record<Conflict, string>,
  refused: 'Ödeme başlatılamadı, kartınızdan ücret alınmadı. Bilgileri kartınızla karşılaştırın ya da başka bir kart deneyin.',
  rateLimited: (seconds: number) => `Çok sayıda deneme yapıldı. ${wait(seconds)} sonra yeniden deneyebilirsiniz.`,
  newCards: (seconds: number, maySignIn: boolean) =>
    `Şu an bu mağazada çok sayıda kart deneniyor. Kartları korumak için ödemeler kısa süreliğine sınırlandı; bu ödeme şimdilik başlatılamıyor. Kartınızdan ücret alınmadı. ${wait(seconds)} sonra yeniden deneyebilirsiniz.${maySignIn ? ' Burada daha önce hesabınızla ödeme yaptıysanız giriş yaparak hemen ödeyebilirsiniz.' : ''}`,
  plansLimited: (seconds: number) =>
    `Taksit seçenekleri çok sık soruldu, kartınızdan ücret alınmadı. Tek çekimle hemen ödeyebilir ya da ${wait(seconds)} sonra taksitleri yeniden görebilirsiniz.`,
  tooManyOrders: (seconds: number) =>
    `Bağlantınızdan kısa sürede çok sayıda sipariş verildi. ${wait(seconds)} sonra yeniden sipariş verebilirsiniz.`,
  unavailable: 'Ödeme şu an başlatılamıyor, kartınızdan ücret alınmadı. Birkaç dakika sonra yeniden deneyebilirsiniz.',
}

export const closed = {
  cancelled: 'Sipariş iptal edildi',
  cancelledText: 'Bu sipariş artık ödenemez. Satın almak isterseniz mağazadan yeni bir sipariş verin.',
  expired: 'Ödeme süresi doldu',
  expiredText: 'Bu siparişin ödeme bağlantısı artık kullanılamıyor. Satın almak isterseniz mağazadan yeni bir sipariş verin.',
}

/** The document that hands the browser to the bank; plain HTML, outside React. */
export const bank = {
  title: 'Bankanıza yönlendiriliyorsunuz',
  /** How the way is read out: from the merchant to the bank. */
  way: 'Mağazadan bankanıza',
  yourBank: 'Bankanız',
  amount: 'Ödenecek tutar',
  steps: [
    'Bankanızın sayfası açılır, telefonunuza bir doğrulama kodu ya da bildirim gelir.',
    'Ödemeyi bankanızın sayfasında ya da mobil uygulamasında onaylarsınız.',
    'Buraya döner, sonucu görürsünüz. Genellikle bir iki dakika sürer.',
  ],
  noSmsHeading: 'Kod gelmezse',
  noSms: 'Kodu bankanızın sayfasından yeniden isteyin ya da bankanızın mobil uygulamasına bakın.',
  button: 'Bankaya devam et',
  preparingTitle: 'Ödemeniz hazırlanıyor',
  preparing: 'Birkaç saniye sürer. Sayfa kendiliğinden yenilenir.',
  refresh: 'Şimdi yenile',
  toResult: 'Ödeme sonucuna git',
}

function wait(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.ceil(seconds))} saniye`
  if (seconds < 3600) return `${Math.ceil(seconds / 60)} dakika`
  return `${Math.ceil(seconds / 3600)} saat`
}
