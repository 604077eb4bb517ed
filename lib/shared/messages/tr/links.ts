/** What a link to us shows where it is shared. */
export const links = {
  site: 'Güvenli ödeme',
  payment: (amount: string) => `Ödeme: ${amount}`,
  description: 'Kartınızla güvenle ödeyin. Ödemeyi bankanızın sayfasında onaylarsınız (3D Secure).',
  amount: 'Ödenecek tutar',
  secure: '3D Secure ile güvenli ödeme',
}
