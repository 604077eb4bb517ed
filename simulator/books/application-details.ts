import { maskNumber, maskWords } from '@/simulator/format/masks'
import { type ApplicationInput, findTaxNumber } from '@/simulator/protocol/application-request'
import type { JsonObject } from '@/simulator/protocol/reply'
import type { Application } from './application-record'
import { digest } from './digest'
import type { State } from './state'

type ApplicationDetails = Omit<Application, 'kind' | 'at' | 'form_id' | 'form_id_enc' | 'status' | 'files'>

/** What is kept of an application: its numbers, names and addresses are masked. */
export function describeApplication(state: State, input: ApplicationInput): ApplicationDetails {
  const taxNumber = findTaxNumber(input) ?? ''
  const tckn = input.tckn ?? (taxNumber.length === 11 ? taxNumber : '')
  return {
    tax_digest: digest(state, taxNumber),
    form_type: input.form_type ?? (taxNumber.length === 11 ? 2 : 3),
    company_name: input.company_name,
    company_code: input.company_code ?? '',
    agent_reference: input.agent_reference,
    platform: input.platform ?? '',
    device_id: input.device_id ?? '',
    contact_name: maskWords([input.contact_name, input.contact_surname ?? ''].join(' ').trim()),
    contact_gsm_no: maskNumber(input.contact_gsm_no, 2),
    contact_mail: maskWords(input.contact_mail),
    tckn: maskNumber(tckn, 2),
    vkn: maskNumber(taxNumber.length === 10 ? taxNumber : '', 2),
    iban: maskNumber(input.iban ?? '', 4),
    adres1: maskWords(input.adres1),
    adres2: maskWords(input.adres2),
    city: input.city,
    province: input.province,
    postal_code: input.postal_code,
    company_fieldof_activity: input.company_fieldof_activity,
    products_to_be_sold: input.products_to_be_sold ?? input.product_to_be_sold ?? '',
    is_web_sales: input.is_web_sales ?? false,
    is_charged: input.is_charged ?? false,
    is_agent_network: input.is_agent_network ?? false,
    filled: Object.keys(input).filter((name) => input[name as keyof ApplicationInput] !== undefined),
  }
}

/** Stands in the call log for the reference_no, which an application lacks. */
export function findTaxReference(fields: JsonObject, state: State): string | null {
  const taxNumber = findTaxNumber(fields)
  return taxNumber === null ? null : shortenDigest(digest(state, taxNumber))
}

/** Enough of a tax number's digest to tell applications apart. */
export function shortenDigest(taxDigest: string): string {
  return taxDigest.slice(0, 12)
}
