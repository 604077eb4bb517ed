import type { DealerField } from '@/lib/shared/dealers/dealer'
import { readIban } from '@/lib/shared/dealers/iban'
import { readTaxNumber, taxNumberKind } from '@/lib/shared/dealers/tax-number'
import { bankOf } from '@/lib/shared/dealers/turkish-banks'
import type { Messages } from '@/lib/shared/messages'

/** How a number was understood, once it is right; null while it is still being typed. */
export function noticeOf(field: DealerField, typed: string, words: Messages['dealers']['form']): string | null {
  if (field === 'tckn_vkn') {
    const reading = readTaxNumber(typed)
    if ('problem' in reading) return null
    return taxNumberKind(reading.value) === 'vkn' ? words.isVkn : words.isTckn
  }
  if (field !== 'iban') return null
  const reading = readIban(typed)
  if ('problem' in reading) return null
  const bank = bankOf(reading.value)
  return bank ? words.bankIs.replace('{name}', bank) : words.unknownBank
}
