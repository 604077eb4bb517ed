import type { AccountProblem } from '@/lib/shared/account-form'
import type { CustomerPaymentState } from '@/lib/shared/payments/customer-payment'
import { lostWords } from './lost'

/** What people read about their account: signing in, passwords, sessions. */
export const account = {
  /** In the header of every page. */
  link: 'Hesabım',
  nav: 'Hesap sayfaları',
  navCards: 'Kartlarım',
  navPayments: 'Ödemelerim',
  navAccount: 'Hesap',

  login: {
    title: 'Giriş',
    heading: 'Giriş yapın',
    submit: 'Giriş yap',
    busy: 'Giriş yapılıyor…',
    wrong: 'E-posta adresi ya da parola yanlış. Kontrol edip yeniden deneyin.',
    noAccount: 'Hesabınız yok mu?',
    register: 'Hesap açın',
    lost: 'Parolanızı unuttuysanız parola yenileme bağlantısı için bize yazın:',
    help: 'Yardım',
  },
  register: {
    title: 'Hesap aç',
    heading: 'Hesap açın',
    intro: 'Hesabınızla kartlarınızı kaydedebilir, sonraki ödemelerinizde birini seçebilirsiniz.',
    submit: 'Hesap aç',
    busy: 'Hesap açılıyor…',
    known: 'Hesabınız var mı?',
    login: 'Giriş yapın',
  },
  payments: {
    title: 'Ödemelerim',
    heading: 'Ödemeleriniz',
    intro: 'Onaylanmayan denemelerde ücret alınmaz; bu yüzden burada yer almazlar.',
    ofCard: 'Bu kartla yapılan ödemeler',
    all: 'Bütün ödemeleriniz',
    empty: 'Henüz ödemeniz yok. Bu hesapla giriş yapmışken yaptığınız her ödeme, makbuzuyla birlikte burada görünür.',
    emptyHint: 'Giriş yapmadan ödediyseniz makbuzunuza, size gönderilen ödeme bağlantısını açarak ulaşabilirsiniz.',
    emptyOfCard: 'Bu kartla henüz ödeme yapılmadı.',
    order: (reference: string) => `Sipariş no: ${reference}`,
    receipt: 'Makbuzu gör',
    status: 'Durumu gör',
    states: {
      paid: 'Ödendi',
      again: 'Aynı sipariş için ikinci kez alındı, iadesi bekleniyor',
      refunded: 'İade edildi',
      review: 'Alındı, inceleniyor',
      checking: 'Kontrol ediliyor, tekrar ödemeyin',
    } satisfies Record<CustomerPaymentState, string>,
    pages: 'Ödeme listesinin sayfaları',
    newer: 'Daha yeni',
    older: 'Daha eski',
  },
  page: {
    title: 'Hesap',
    heading: 'Hesap',
    email: 'E-posta adresi',
    since: 'Hesabın açıldığı tarih',
    passwordHeading: 'Parolanızı değiştirin',
    passwordIntro: 'Parolanızı değiştirdiğinizde bu tarayıcı dışındaki bütün oturumlarınız kapatılır.',
    submit: 'Parolayı değiştir',
    busy: 'Parola değiştiriliyor…',
    changed: 'Parolanız değiştirildi. Diğer tarayıcılardaki oturumlarınız kapatıldı.',
    endHeading: 'Oturumlar',
    /** In the header of every page. */
    signOut: 'Çıkış yap',
    signOutEverywhere: 'Bütün cihazlardan çıkış yap',
    everywhereHint: 'Hesabınıza giriş yapılmış bütün telefon ve bilgisayarlardan çıkış yapılır.',
  },
  reset: {
    title: 'Yeni parola',
    heading: 'Yeni parolanızı belirleyin',
    forAddress: (email: string) => `${email} hesabı için. Kaydettiğinizde burada giriş yapılır, diğer oturumlarınız kapatılır.`,
    submit: 'Parolayı kaydet',
    busy: 'Kaydediliyor…',
    overHeading: 'Bu bağlantı artık kullanılamıyor',
    overText:
      'Bağlantı yalnızca bir kez ve 24 saat içinde kullanılabilir. Parolanızı bu bağlantıyla yenilediyseniz yeni parolanızla giriş yapın; gerekirse yeni bir bağlantı isteyebilirsiniz.',
    toLogin: 'Giriş sayfasına git',
  },

  signedOut: 'Oturumunuz kapanmış. Giriş yaptıktan sonra bu sayfada kaldığınız yerden devam edebilirsiniz.',
  signedOutWithPassword:
    'Oturumunuz kapanmış. Parolanız az önce değişmiş olabilir: giriş yaparken önce yeni parolanızı, olmazsa eskisini deneyin.',
  signInAgain: 'Giriş yapın (yeni sekmede açılır)',
  unavailable: 'Şu an yanıt veremiyoruz. Birkaç dakika sonra yeniden deneyebilirsiniz.',

  /** Goes to the browser as is, so it holds strings only. */
  form: {
    email: 'E-posta adresi',
    password: 'Parola',
    newPassword: 'Yeni parola',
    currentPassword: 'Mevcut parola',
    passwordHint: 'En az 8 karakter',
    show: 'Parolayı göster',
    hide: 'Parolayı gizle',
    showShort: 'Göster',
    hideShort: 'Gizle',
    errorPrefix: 'Hata: ',
    errorHeading: 'Bir sorun var',
    fixedHeading: 'Düzeltildi',
    lost: lostWords(),
    problems: {
      'email-empty': 'E-posta adresinizi yazın.',
      'email-form': 'E-posta adresini ad@ornek.com biçiminde yazın.',
      'email-taken': 'Bu adresle hesap açılamadı. Hesabınız varsa giriş yapın.',
      'password-empty': 'Parolanızı yazın.',
      'password-short': 'Parola en az 8 karakter olmalı.',
      'password-long': 'Parola en çok 200 karakter olabilir.',
      'password-common': 'Bu parola çok yaygın. Tahmin edilmesi daha zor bir parola seçin.',
      'password-email': 'Parola e-posta adresinizle aynı olamaz. Başka bir parola seçin.',
      'current-wrong': 'Mevcut parola yanlış. Kontrol edip yeniden yazın.',
    } satisfies Record<AccountProblem, string>,
  },
}
