import { answerLabels } from '@/lib/shared/dealers/answer-labels'
import type { DocumentOutcome, PaynetStatus } from '@/lib/shared/dealers/application-view'
import { dealerQuestions } from './dealer-questions'
import { dealers } from './dealers'
import { lostWords } from './lost'

const { form } = dealers

/** What people read after sending an application, and about its documents. */
export const applications = {
  title: 'Bayi başvurusu',
  status: {
    sending: { heading: 'Başvurunuz gönderiliyor', lead: 'Paynet’in yanıtı bekleniyor. Bu sayfa kendiliğinden yenilenir.' },
    waiting: {
      heading: 'Başvurunuz gönderilmeyi bekliyor',
      lead: 'Başvurunuz kayıtlı, ancak Paynet’e şu an iletilemiyor. İletilebildiği anda kendiliğinden gönderilecek; sizin bir şey yapmanız gerekmez.',
    },
    verifying: {
      heading: 'Başvurunuz alındı, kontrol ediliyor',
      lead: 'Yeniden göndermeyin.',
      next: 'Başvurunuzla bir görevli ilgileniyor; sonucu bu sayfada görürsünüz.',
    },
    received: {
      heading: 'Başvurunuz Paynet’te',
      lead: 'Başvuru numaranızı not edin.',
      next: 'Bu sayfanın adresini saklayın; durumu buradan izleyebilirsiniz.',
    },
    documents: { heading: 'Başvurunuz Paynet’te', lead: 'Şimdi belgelerinizi gönderin.' },
    reviewing: {
      heading: 'Başvurunuz Paynet’te',
      lead: 'Gerekli belgelerin hepsi gönderildi.',
      next: 'Paynet belgelerinizi inceler ve sizinle iletişime geçer. Bu sayfanın adresini saklayın; durumu buradan izleyebilirsiniz.',
    },
    withoutDocuments: {
      heading: 'Başvurunuz Paynet’te',
      lead: 'Paynet bu başvuru için belge istemiyor.',
      next: 'Paynet başvurunuzu inceler ve sizinle iletişime geçer. Bu sayfanın adresini saklayın; durumu buradan izleyebilirsiniz.',
    },
    decided: {
      heading: 'Paynet başvurunuzu inceledi',
      lead: 'Sonucu Paynet size bildirir.',
      next: 'İnceleme bittiği için bu sayfadan artık belge gönderilmez. Sonuç size ulaşmadıysa Paynet’e ya da bize sorabilirsiniz.',
    },
    ended: {
      heading: 'Paynet bu başvuruyu kapattı',
      lead: 'Başvuru numaranız kayıtlarda duruyor.',
      next: 'Nedenini Paynet’e ya da bize sorabilirsiniz. Aynı vergi numarasıyla yeniden başvurabilirsiniz.',
      again: 'Yeniden başvur',
    },
    refused: {
      heading: 'Paynet başvurunuzu kabul etmedi',
      lead: 'Yanıtlarınız duruyor; düzeltip yeniden gönderebilirsiniz.',
      next: 'Paynet hangi yanıtın düzeltilmesi gerektiğini belirtmedi. Yanıtlarınızı gözden geçirin ya da bize yazın.',
      because: (field: string) => `Düzeltilmesi gereken: ${field}.`,
      mend: (field: string) => `Düzelt: ${field}`,
      review: 'Yanıtları gözden geçir',
    },
    closed: {
      heading: 'Başvurunuz işleme alınamadı',
      lead: 'Yanıtlarınız duruyor.',
      next: 'Nedenini öğrenmek için bize yazın. Gerekirse yanıtlarınızı düzeltip yeniden gönderebilirsiniz.',
    },
  },
  facts: {
    number: 'Başvuru numarası',
    ours: 'Takip numarası',
    sentAt: 'Gönderildi',
    atPaynet: 'Paynet’teki durumu',
    link: 'Bu sayfanın adresi',
    support: 'Yardım',
  },
  atPaynet: {
    listed: 'Kayıtlı',
    waiting: 'Sırada bekliyor',
    done: 'İncelendi; sonucu Paynet size bildirir',
    ended: 'Kapatıldı',
  } satisfies Record<PaynetStatus, string> as Record<PaynetStatus, string>,
  notYours: 'Yanıtları ve belgeleri yalnızca başvuruyu gönderen görür. Siz gönderdiyseniz bu sayfayı gönderdiğiniz tarayıcıda açın.',
  signIn: 'Hesabınızla giriş yapın',
  back: 'Bayi başvurusu',
  steps: {
    label: 'Başvurunun durumu',
    names: { sent: 'Gönderildi', documents: 'Belgeler', review: 'İnceleme', decision: 'Sonuç' },
    done: 'tamamlandı',
    decision: { done: 'Paynet bildirir', ended: 'Kapatıldı' },
  },
  followUp: 'Başvuruyu Paynet’te izle',
  support: 'Destek sayfası',
  answersHeading: 'Gönderdiğiniz bilgiler',
  answersHidden: 'Kişisel bilgiler gizlenerek gösterilir.',
  fields: answerLabels(dealerQuestions, {
    city: 'İl kodu',
    products_to_be_sold: 'Satılacak ürünler',
    is_web_sales: 'İnternetten satış',
    is_charged: 'Tahsilat',
    is_agent_network: 'Bayi ağı',
  }),
  values: { 'form_type 2': form.sole, 'form_type 3': form.company, true: form.yes, false: form.no } as Record<string, string>,

  documents: {
    heading: 'Belgeler',
    count: (share: string) => `Gerekli belgeler: ${share} gönderildi`,
    intro: 'Gönderdiğiniz dosya Paynet’e iletilir, burada saklanmaz.',
    over: 'Paynet’e gönderdiğiniz belgeler.',
    rules: 'PDF, JPEG ya da PNG; en çok 5 MB.',
    unknown: 'Paynet’in istediği belgeler şu an okunamıyor. Birkaç dakika sonra bu sayfayı yenileyin.',
    none: 'Paynet bu başvuru için belge istemiyor.',
    unnamed: 'Belge',
    required: 'Gerekli',
    optional: 'İsteğe bağlı',
    state: {
      missing: 'Henüz gönderilmedi',
      sending: 'Gönderiliyor',
      uploaded: 'Gönderildi',
      unknown: 'Ulaşıp ulaşmadığı belli değil; yeniden gönderebilirsiniz',
    },
    size: (kilobytes: number) => (kilobytes < 1024 ? `${kilobytes} KB` : `${(kilobytes / 1024).toFixed(1).replace('.', ',')} MB`),
    done: {
      uploaded: 'Belge Paynet’e iletildi.',
      removed: 'Belge Paynet’ten kaldırıldı.',
      refused: 'Paynet belgeyi kabul etmedi. Başka bir dosya deneyin ya da bize yazın.',
      unavailable: 'Paynet’e ulaşılamadı; hiçbir şey değişmedi. Birkaç dakika sonra yeniden deneyin.',
      unknown: 'Paynet’ten yanıt alınamadı; değişiklik yapılmış olabilir. Belgeyi yeniden gönderirseniz öncekinin yerine geçer.',
      busy: 'Şu an bir belge gönderiliyor. Bitince yeniden deneyin.',
      'too-often': 'Bugün çok fazla belge gönderildi. Yarın yeniden deneyin.',
      empty: 'Önce bir dosya seçin.',
      'too-large': 'Dosya 5 MB’tan büyük. Küçültün ya da fotoğrafını çekin.',
      'not-a-document': 'Dosya PDF, JPEG ya da PNG olmalı.',
      heic: 'Bu fotoğraf HEIC biçiminde; Paynet bu biçimi kabul etmiyor. JPEG olarak kaydedin ya da iPhone’unuzun kamera ayarlarında “En Uyumlu” seçeneğini açıp yeniden çekin.',
      'broken-off': 'Dosyanın gönderimi yarıda kesildi. Yeniden deneyin.',
    } satisfies Record<DocumentOutcome, string> as Record<DocumentOutcome, string>,
    back: 'Başvuruya dön',
    /** These go to the browser as they are, so they hold strings only. */
    form: {
      change: 'Değiştir ya da kaldır',
      file: 'Dosya',
      camera: 'ya da fotoğrafını çekin',
      drop: 'Dosyayı buraya bırakın ya da seçin',
      choose: 'Dosya seçin',
      photograph: 'Fotoğraf çekin',
      send: 'Gönder',
      retry: 'Yeniden dene',
      queued: 'Sırada',
      percent: '%{n}',
      oneFile: 'Her belge için tek dosya gönderilir. Birkaç sayfanız varsa tek PDF’te birleştirin.',
      again: 'Yeniden gönder',
      replace: 'Yerine yenisini gönder',
      remove: 'Kaldır',
      progress: 'Gönderiliyor',
      working: 'Paynet’e iletiliyor',
      unreadable: 'Bu dosya artık okunamıyor; değiştirilmiş, taşınmış ya da silinmiş olabilir. Dosyayı yeniden seçin.',
      emptyFile: 'Bu dosya boş görünüyor. Başka bir dosya seçin ya da aynı dosyayı yeniden seçin.',
      lost: lostWords('', {
        offline: 'Bağlantı kesildi; belge gönderilmemiş olabilir. Yeniden deneyin.',
        'too-large': 'Sunucu bu büyüklükte bir dosyayı kabul etmedi. Dosyayı küçültüp yeniden deneyin.',
        renewed: 'Bu başvuru şu an belge almıyor, belge gönderilmedi. Başvurunun durumunu görmek için sayfayı yenileyin.',
        refused: 'Bu başvuru bu tarayıcıda artık açık değil, belge gönderilmedi. Sayfayı yenileyip yeniden deneyin.',
      }),
      tooLarge: 'Dosya 5 MB’tan büyük. Küçültün ya da fotoğrafını çekin.',
      empty: 'Önce bir dosya seçin.',
    },
  },
}
