/** Banks by their five digits in a Turkish IBAN. An IBAN of an unlisted bank is just as good, but shown without the bank's name. */
const BANKS: Record<string, string> = {
  '00001': 'T.C. Merkez Bankası',
  '00004': 'İller Bankası',
  '00010': 'Ziraat Bankası',
  '00012': 'Halkbank',
  '00015': 'VakıfBank',
  '00032': 'TEB',
  '00046': 'Akbank',
  '00059': 'Şekerbank',
  '00062': 'Garanti BBVA',
  '00064': 'İş Bankası',
  '00067': 'Yapı Kredi',
  '00091': 'A&T Bank',
  '00092': 'Citibank',
  '00096': 'Turkish Bank',
  '00099': 'ING',
  '00103': 'Fibabanka',
  '00108': 'T-Bank',
  '00109': 'ICBC Turkey',
  '00111': 'QNB',
  '00115': 'Deutsche Bank',
  '00123': 'HSBC',
  '00124': 'Alternatif Bank',
  '00125': 'Burgan Bank',
  '00134': 'DenizBank',
  '00135': 'Anadolubank',
  '00143': 'Aktif Bank',
  '00146': 'Odeabank',
  '00203': 'Albaraka Türk',
  '00205': 'Kuveyt Türk',
  '00206': 'Türkiye Finans',
  '00209': 'Ziraat Katılım',
  '00210': 'Vakıf Katılım',
  '00211': 'Emlak Katılım',
}

/** The bank of a Turkish IBAN without blanks; null if it is not listed. */
export function bankOf(iban: string): string | null {
  return BANKS[iban.slice(4, 9)] ?? null
}
