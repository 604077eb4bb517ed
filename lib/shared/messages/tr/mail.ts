export const mail = {
  receipt: {
    lead: 'Bu e-posta ödemenizin makbuzudur; saklayabilirsiniz.',
    button: 'Makbuzu aç',
  },
  refund: {
    amount: 'İade tutarı',
    paid: 'Ödenen tutar',
    refused: 'İade yapılamadı',
    refusedText: 'İade talebi kabul edilmedi; kartınıza para gönderilmedi.',
    refusedNext: 'Bundan sonrası için mağazayla görüşebilirsiniz.',
    button: 'Ödemenin durumunu gör',
  },
  reset: {
    heading: 'Yeni parolanızı belirleyin',
    text: 'Hesabınızın parolasını yenilemek için bir bağlantı istendi. Yeni parolanızı aşağıdaki düğmeyle belirleyebilirsiniz.',
    once: 'Bağlantı bir saat boyunca, yalnızca bir kez kullanılabilir. Kimseyle paylaşmayın.',
    notYou: 'Bağlantıyı siz istemediyseniz bir şey yapmanız gerekmez; parolanız değişmedi.',
    button: 'Yeni parola belirle',
  },
  passwordChanged: {
    heading: 'Parolanız değiştirildi',
    text: 'Hesabınızın parolası değiştirildi, diğer cihazlardaki oturumlarınız kapatıldı. Bunu siz yaptıysanız bir şey yapmanız gerekmez.',
    notYou: 'Siz yapmadıysanız hemen yeni bir parola isteyin ve bize yazın.',
    date: 'Tarih',
    button: 'Yeni parola iste',
  },
  paymentLink: {
    heading: 'Ödemenizi buradan tamamlayın',
    text: 'Ödeme sayfasını istediğiniz cihazda açabilirsiniz.',
    unasked: 'Bu e-postayı siz istemediyseniz silebilirsiniz.',
    button: 'Ödeme sayfasını aç',
  },
  draftLink: {
    heading: 'Bayi başvurunuza buradan devam edin',
    lead: 'Bu bağlantı başvuru taslağınızı istediğiniz cihazda açar; kaldığınız yerden devam edebilirsiniz.',
    keep: '30 gün geçerlidir. Yenisini alırsanız bu bağlantı artık çalışmaz. Bağlantıyı bilen herkes taslağınızı görebilir.',
    unasked: 'Siz istemediyseniz bu e-postayı silin.',
    button: 'Başvuruya devam et',
  },
  application: {
    verifying: 'Başvurunuzla bir görevli ilgileniyor.',
    received: 'Durumu ve varsa gönderilecek belgeleri başvurunuzun sayfasında görürsünüz.',
    button: 'Başvurunun durumunu gör',
  },
  openInstead: 'Düğme çalışmıyorsa bu adresi açın:',
  notAnInvoice: 'Bu e-posta fatura değildir.',
}
