import type { Task } from '@/lib/shared/dealers/dealer'
import { dealerFaults } from './dealer-faults'
import { dealerQuestions } from './dealer-questions'
import { button, lostWords } from './lost'

/** What people read in the dealers' application form. */
export const dealers = {
  /** In the footer of every page. */
  link: 'Bayi başvurusu',
  title: 'Bayi başvurusu',

  start: {
    heading: 'Bayi başvurusu',
    intro: 'Paynet ile kartlı ödeme almak için başvurun. Yanıtlarınızı Paynet’e iletiriz, başvurunuzu Paynet değerlendirir.',
    time: 'Yaklaşık 5 dakika sürer. İstediğiniz yerde bırakıp sonra dönebilirsiniz.',
    needHeading: 'Yanınızda bulunsun',
    need: ['Vergi kimlik ya da T.C. kimlik numaranız', 'IBAN’ınız', 'Yetkili kişinin cep telefonu ve e-posta adresi'],
    documentsHeading: 'Sonra istenecek belgeler',
    soleHeading: 'Şahıs işletmesi',
    companyHeading: 'Şirket',
    begin: 'Başvuruya başla',
    goOn: 'Taslağa devam et',
    draftText: 'Bu tarayıcıda yarım kalmış bir başvurunuz var.',
    sentText: 'Daha önce bir başvuru gönderdiniz.',
    sentLink: 'Başvurunun durumunu gör',
    again: 'Yeni bir başvuruya başla',
    kept: 'Yanıtlarınız şifrelenerek saklanır. Göndermediğiniz taslak, son değişiklikten 30 gün sonra silinir.',
  },

  documents: {
    sole: ['Vergi levhası', 'İmza beyannamesi', 'İmzalı kimlik fotokopisi'],
    company: ['Vergi levhası', 'İmza sirküleri', 'Yetkilinin imzalı kimlik fotokopisi', 'Ticaret sicili gazetesi'],
  },

  tasks: {
    title: 'Başvuru adımları',
    heading: 'Başvurunuz',
    done: (count: number) => `5 adımdan ${count} tanesi tamam.`,
    names: {
      business: 'İşletme bilgileri',
      contact: 'İletişim bilgileri',
      address: 'Adres',
      bank: 'Banka hesabı',
      sales: 'Satış bilgileri',
    } satisfies Record<Task, string>,
    statuses: { completed: 'Tamamlandı', 'in-progress': 'Yarım kaldı', 'not-started': 'Başlanmadı' },
    check: 'Kontrol et ve gönder',
    cannotYet: 'Henüz başlanamaz',
    ready: 'Hazır',
    documentsHeading: 'Gönderdikten sonra istenecek belgeler',
    laterHeading: 'Daha sonra ya da başka bir cihazda devam edin',
    laterText:
      'Size özel bir bağlantı verebiliriz. Bağlantıyı bilen herkes taslağınızı görebilir; yeni bir bağlantı aldığınızda önceki artık çalışmaz.',
    getLink: 'Bağlantı al',
    byMail: {
      label: 'E-posta adresiniz',
      button: 'Bağlantıyı e-postayla gönder',
      empty: 'E-posta adresinizi yazın.',
      form: 'E-posta adresini ad@ornek.com biçiminde yazın.',
      done: 'Bağlantı birkaç dakika içinde e-postanıza gelir. Gelmezse istenmeyen postalara bakın ya da bağlantıyı buradan alıp kopyalayın.',
    },
    remove: 'Taslağı sil',
    removeQuestion: 'Bu taslak ve bütün yanıtları silinsin mi?',
    removeText: 'Silinen taslak geri getirilemez.',
    removeForGood: 'Evet, taslağı sil',
  },

  step: (number: number) => `Adım ${number} / 5`,

  /** Goes to the browser as is, so it holds strings only. */
  form: {
    save: 'Kaydet ve devam et',
    later: 'Kaydet, sonra dön',
    busy: 'Kaydediliyor…',
    back: 'Başvuru adımları',
    backToCheck: 'Yanıtlarınızın özeti',
    optional: 'isteğe bağlı',
    yes: 'Evet',
    no: 'Hayır',
    sole: 'Şahıs işletmesi',
    soleHint: 'Vergisini kendi adınıza ödediğiniz işletme',
    company: 'Şirket',
    companyHint: 'Limited, anonim ve diğer ticaret şirketleri',
    choose: 'Seçin',
    chooseCity: 'Önce il seçin',
    noDistrict: 'Bu ilde böyle bir ilçe yok.',
    districtsFound: '{n} ilçe bulundu',
    mostCharacters: 'En çok {n} karakter.',
    charactersLeft: '{n} karakter kaldı',
    charactersOver: '{n} karakter fazla',
    isVkn: 'Vergi kimlik numarası olarak algıladık.',
    isTckn: 'T.C. kimlik numarası olarak algıladık.',
    bankIs: 'Banka: {name}',
    unknownBank: 'IBAN doğru görünüyor.',
    longAddress: 'Adres iki satırdır, her satır en çok 50 karakter olabilir. Uzun bir adresi ilk satıra yapıştırırsanız biz böleriz.',
    splitHeading: 'Adresi iki satıra böldük',
    splitText: 'Adres tek satıra sığmadı. Doğruysa yeniden kaydedin, değilse düzeltin.',
    addressSplit: 'Bu satırı ilk satırdan ayırdık.',
    prefilled: 'Bildiklerimizi hesabınızdan doldurduk. Kontrol edin; değiştirebilirsiniz.',
    linkHeading: 'Taslağınız kaydedildi',
    linkText:
      'Devam etmek için bu bağlantıyı saklayın. 30 gün geçerlidir; yenisini alırsanız eskisi artık çalışmaz. Bağlantıyı bilen herkes taslağınızı görebilir.',
    linkLabel: 'Devam bağlantınız',
    copy: 'Bağlantıyı kopyala',
    copied: 'Kopyalandı',
    mail: 'Bağlantıyı e-postayla gönder',
    mailSubject: 'Bayi başvurum',
    inAccount: 'Taslağınız hesabınızda da duruyor: giriş yaptığınız her cihazda buradan devam edebilirsiniz.',
    ...button,
    refused: 'Paynet bu yanıtı kabul etmedi. Kontrol edip düzeltin.',
    lost: lostWords('Yazdıklarınız duruyor.', {
      refused: 'Sunucu bu isteği kabul etmedi. Yeniden deneyin; olmazsa yazdıklarınızı kopyalayıp sayfayı yenileyin.',
      renewed: 'Bu sayfa siz açtıktan sonra güncellendi. Yazdıklarınızı kopyalayıp sayfayı yenileyin, sonra yeniden deneyin.',
    }),
  },

  intros: {
    business: 'İşletme bilgilerinizi vergi levhasındaki gibi yazın.',
    contact: 'Paynet, başvurunuz hakkında bu kişiyle görüşür.',
    address: 'İşletmenin bulunduğu yer.',
    bank: 'Ödemelerinizin yatırılacağı hesap. Türkiye’deki bir bankada olmalı.',
    sales: 'Ne sattığınızı ve ödemeleri nasıl alacağınızı yazın.',
  } satisfies Record<Task, string>,

  check: {
    title: 'Yanıtlarınızı kontrol edin',
    heading: 'Göndermeden önce kontrol edin',
    intro: 'Paynet’e tam olarak bunlar gönderilir.',
    notGiven: 'Belirtilmedi',
    notYet: 'Henüz yanıtlanmadı',
    change: 'Değiştir',
    vkn: 'vergi kimlik numarası',
    tckn: 'T.C. kimlik numarası',
    missingHeading: 'Tamamlanmamış adımlar var',
    missingText: 'Başvuruyu göndermek için bu adımları tamamlayın:',
    consent:
      'Başvuruyu göndererek yanıtlarınızın doğru olduğunu ve Paynet’e iletileceğini onaylarsınız. Gönderdikten sonra yanıtlarınızı değiştiremezsiniz.',
    send: 'Onayla ve başvuruyu gönder',
    busy: 'Gönderiliyor…',
    lost: lostWords('Yanıtlarınız duruyor.'),
    emptyField: 'Bu alanı boş bırakın',
    tooFast: 'Başvuru henüz gönderilmedi. Güvenlik için birkaç saniye bekleyip yeniden gönderin; yanıtlarınız duruyor.',
    filled: 'Başvuru henüz gönderilmedi: boş kalması gereken bir alan doluydu, boşalttık. Yeniden gönderebilirsiniz.',
    refused: 'Paynet başvurunuzu kabul etmedi. Aşağıdaki yanıtları düzeltip yeniden gönderebilirsiniz.',
    unavailable: 'Başvuru şu an gönderilemiyor. Yanıtlarınız duruyor; birkaç dakika sonra yeniden deneyebilirsiniz.',
  },

  resume: {
    title: 'Taslağa dön',
    heading: 'Taslağınıza devam edin',
    text: 'Başvurunuz bu tarayıcıda açılır, önceki tarayıcıda kapanır. Orada yeniden devam etmek için bu bağlantıyı orada açabilirsiniz.',
    replaces: 'Bu tarayıcıda başka bir taslağınız daha var. Devam ederseniz bu tarayıcıdan ona dönemezsiniz.',
    button: 'Devam et',
    overHeading: 'Bu bağlantı artık kullanılamıyor',
    overText: 'Süresi dolmuş, yerine yenisi alınmış ya da taslak silinmiş olabilir.',
    toStart: 'Bayi başvurusuna git',
  },

  elsewhere:
    'Bu taslak bu tarayıcıda artık açık değil: başka bir tarayıcıda açılmış, gönderilmiş ya da çerezler silinmiş olabilir. Yazdıklarınız bu sayfada duruyor; kopyalayıp saklayabilirsiniz.',
  elsewhereLink: 'Bayi başvurusunu yeni sekmede aç',
  unavailable: 'Şu an kaydedemiyoruz. Yazdıklarınız duruyor; birkaç dakika sonra yeniden deneyebilirsiniz.',

  questions: dealerQuestions,
  faults: dealerFaults,
}
