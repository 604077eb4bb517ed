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
  openInstead: 'Düğme çalışmıyorsa bu adresi açın:',
  notAnInvoice: 'Bu e-posta fatura değildir.',
}
