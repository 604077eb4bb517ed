export type BankErrorId = '05' | '43' | '51' | '54' | '57'

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

export const bankErrors: Record<BankErrorId, string> = {
  '05': 'İşlem onaylanmadı. Bankanızla görüşün.',
  '43': 'Çalıntı kart.',
  '51': 'Kart limiti yetersiz.',
  '54': 'Kartın son kullanma tarihi geçmiş.',
  '57': 'Kart internetten alışverişe kapalı.',
}

export function bankMessageOf(bankErrorId: string): string {
  const known: Record<string, string> = bankErrors
  return known[bankErrorId] ?? 'İşlem banka tarafından onaylanmadı.'
}

export function logoUrlOf(bankId: string): string {
  return `https://pts-statics.paynet.com.tr/img/banklogo/small/${bankId}.png`
}
