/** The page of a one-time link, on the device that carries a payment on. */
export const resume = {
  title: 'Ödemeye devam',
  heading: 'Ödemeye bu cihazda devam edin',
  text: 'Düğmeye bastığınızda bankanızın sayfası bu cihazda açılır. Ödemeyi orada onaylamadığınız sürece kartınızdan ücret alınmaz.',
  mineHeading: 'Ödemeye bu cihazda devam ediyorsunuz',
  mineText:
    'Bankanızın sayfası bu cihazda açılmadıysa yeniden deneyin ya da ödemeye burada baştan başlayın. Ödemeyi bankanızda onaylamadığınız sürece kartınızdan ücret alınmaz.',
  button: 'Bankaya devam et',
  startOver: 'Baştan başla',
  overHeading: 'Bu bağlantı artık kullanılamıyor',
  overText:
    'Bağlantı on dakika geçerlidir; yalnızca tek bir cihazda ve ödeme bankada onay beklerken kullanılabilir. Ödemenin durumunu ödeme sayfasında görebilir, ödeme alınmadıysa oradan baştan başlayabilirsiniz.',
  unknownText: 'Bağlantının süresi dolmuş ya da adres eksik olabilir. Ödemeyi başlattığınız cihazdan yeni bir bağlantı alabilirsiniz.',
  toCheckout: 'Ödeme sayfasına git',
  unavailable: 'Ödeme şu an bu cihaza aktarılamadı. Biraz sonra yeniden deneyebilirsiniz.',
}
