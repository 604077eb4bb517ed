export type DocumentType = {
  formtype_id: number
  doctype_id: number
  formtype_desc: string
  doctype_desc: string
  is_required: boolean
}

/**
 * Type 2 and document 99 are published samples. Paynet publishes no list for companies; this one is the
 * list of type 2 plus the documents that Paynet asks of companies elsewhere.
 */
export const documentTypes: readonly DocumentType[] = [
  ...listFor(2, 'Şahıs Firma', ['Kimlik Ön Görseli', 'Kimlik Arka Görseli', 'Vergi Levhası Görseli']),
  ...listFor(3, 'Ticari Firma', [
    'Kimlik Ön Görseli',
    'Kimlik Arka Görseli',
    'Vergi Levhası Görseli',
    'İmza Sirküleri Görseli',
    'Ticaret Sicil Gazetesi Görseli',
  ]),
  { formtype_id: 4, doctype_id: 99, formtype_desc: 'Bayi Ağı', doctype_desc: 'Online Sözleşme', is_required: false },
]

export function listDocumentTypes(formType: number): DocumentType[] {
  return documentTypes.filter((type) => type.formtype_id === formType)
}

function listFor(formType: number, formtypeDesc: string, descriptions: string[]): DocumentType[] {
  return descriptions.map((doctype_desc, index) => ({
    formtype_id: formType,
    doctype_id: index + 1,
    formtype_desc: formtypeDesc,
    doctype_desc,
    is_required: true,
  }))
}
