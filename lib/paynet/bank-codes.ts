import 'server-only'

/** Paynet's letters for banks and card programs ("Banka Kodları"); `ZDGR` is any other bank. */
const NAMES: Record<string, string> = {
  ADVT: 'Advantage',
  AXSS: 'Axess',
  BONS: 'Bonus',
  DENZ: 'DenizBank',
  FINS: 'CardFinans',
  KVYT: 'Kuveyt Türk',
  MAXM: 'Maximum',
  ODEA: 'Odea',
  PARF: 'Paraf',
  VAKF: 'VakıfBank',
  WRLD: 'World',
  ZRTB: 'Ziraat Bankası',
}

/** The name for people of a bank or card program; null for one that is not listed. */
export function bankNameOf(bankId: string | null | undefined): string | null {
  return (bankId && NAMES[bankId.trim().toUpperCase()]) || null
}
