export type BankId = keyof typeof bankNames

export const bankNames = {
  ADVT: 'Advantage',
  AXSS: 'Axess',
  BONS: 'Bonus',
  DENZ: 'Denizbank',
  FINS: 'CardFinans',
  KVYT: 'Kuveyt Türk',
  MAXM: 'Maximum',
  ODEA: 'Odea',
  PARF: 'Paraf',
  VAKF: 'Vakıfbank',
  WRLD: 'WorldCard',
  ZDGR: 'Diğer Banka',
  ZRTB: 'Ziraat Bankası',
} as const

/** The answers that cards of their own stand for. A bank may answer with any other code, too. */
export const bankErrors = {
  '03': 'Geçersiz üye işyeri.',
  '05': 'İşlem onaylanmadı. Bankanızla görüşün.',
  '36': 'Karta el koyunuz.',
  '43': 'Çalıntı kart.',
  '51': 'Kart limiti yetersiz.',
  '54': 'Kartın son kullanma tarihi geçmiş.',
  '57': 'Kart internetten alışverişe kapalı.',
  '61': 'Para çekme tutar limiti aşıldı.',
  '62': 'Kısıtlı kart.',
  '82': 'Hatalı CVV.',
  '91': 'Kartı veren banka hizmet dışı.',
  '94': 'Mükerrer işlem.',
  '96': 'Sistem arızası.',
  '0570': 'Yurt dışı kartlara izin verilmiyor.',
  '1044': 'Debit kart ile taksitli işlem yapılamaz.',
} as const satisfies Record<string, string>

export type BankErrorId = keyof typeof bankErrors

/** What looks like a bank's code: an outcome in words does not. */
export function isBankErrorId(text: string): boolean {
  return /^[0-9A-Z-]{1,10}$/.test(text)
}

export function bankMessageOf(bankErrorId: string): string {
  const known: Record<string, string> = bankErrors
  return known[bankErrorId] ?? 'İşlem banka tarafından onaylanmadı.'
}

export function logoUrlOf(bankId: string): string {
  return `https://pts-statics.paynet.com.tr/img/banklogo/small/${bankId}.png`
}
