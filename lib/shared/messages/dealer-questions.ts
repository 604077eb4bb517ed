import type { DealerField } from '@/lib/shared/dealers/dealer'

/** A question as it is asked; of a sole trader or a company perhaps in other words. */
export type QuestionWords = Wording & { sole?: Wording; company?: Wording }
type Wording = { label: string; hint?: string }

const tr: Record<DealerField, QuestionWords> = {
  form_type: { label: 'İşletme türü' },
  company_name: {
    label: 'İşletmenin adı',
    sole: { label: 'İşletmenizin adı', hint: 'Tabela adınız yoksa adınızı ve soyadınızı yazın.' },
    company: { label: 'Şirketin ticaret unvanı', hint: 'Ticaret sicilinde yazdığı gibi.' },
  },
  tckn_vkn: {
    label: 'Vergi kimlik ya da T.C. kimlik numarası',
    hint: '10 ya da 11 hane',
    sole: { label: 'T.C. kimlik ya da vergi kimlik numaranız', hint: '11 haneli T.C. kimlik ya da 10 haneli vergi kimlik numarası' },
    company: { label: 'Şirketin vergi kimlik numarası', hint: '10 hane, vergi levhasında yazar' },
  },
  tax_office: { label: 'Vergi dairesi', hint: 'Örneğin: Beşiktaş' },
  company_fieldof_activity: { label: 'Faaliyet alanı', hint: 'Örneğin: mobilya perakende satışı' },
  agent_reference: { label: 'Bayi kodunuz', hint: 'Ana firma size bir kod verdiyse' },
  contact_name: {
    label: 'Yetkili kişinin adı ve soyadı',
    sole: { label: 'Adınız ve soyadınız' },
    company: { label: 'Yetkili kişinin adı ve soyadı', hint: 'Şirket adına Paynet ile görüşecek kişi' },
  },
  contact_gsm_no: { label: 'Cep telefonu', hint: 'Paynet, başvurunuz hakkında bu numarayı arar. 5 ile başlayan 10 hane.' },
  contact_mail: { label: 'E-posta adresi', hint: 'Paynet, başvurunuz hakkında bu adrese yazar.' },
  phone: { label: 'İşyeri telefonu', hint: 'Alan koduyla birlikte 10 hane' },
  adres1: { label: 'Mahalle, cadde, sokak' },
  adres2: { label: 'Apartman, blok ve bina no' },
  city: { label: 'İl' },
  province: {
    label: 'İlçe',
    hint: 'Büyükşehirlerde “Merkez” adlı ilçe yoktur. Örneğin Muğla’nın merkezi Menteşe’dir.',
  },
  postal_code: { label: 'Posta kodu', hint: '5 hane' },
  iban: {
    label: 'IBAN',
    hint: 'TR ile başlar. Boşluklar önemli değil.',
    sole: { label: 'Adınıza açılmış hesabın IBAN’ı', hint: 'TR ile başlar. Boşluklar önemli değil.' },
    company: { label: 'Şirket hesabının IBAN’ı', hint: 'TR ile başlar. Boşluklar önemli değil.' },
  },
  products_to_be_sold: { label: 'Hangi ürün ya da hizmetleri satıyorsunuz?' },
  is_web_sales: { label: 'İnternetten satış yapacak mısınız?' },
  is_charged: { label: 'Müşterilerinizden tahsilat yapacak mısınız?', hint: 'Örneğin ödeme bağlantısıyla ya da cari hesaptan' },
  is_agent_network: { label: 'Size bağlı bir bayi ağı var mı?' },
  web_site: { label: 'Web siteniz', hint: 'Ödeme sayfasının ekleneceği site. Örneğin: www.ornek.com' },
  infrastructure_provider: { label: 'Sitenizin altyapı sağlayıcısı', hint: 'Sitenizi kuran ya da barındıran firma' },
  approx_creditcard_budget: { label: 'Aylık kredi kartı cirosu (TL)', hint: 'Yaklaşık ya da hedeflediğiniz tutar. Örneğin: 150.000' },
}

const en: Record<DealerField, QuestionWords> = {
  form_type: { label: 'Type of business' },
  company_name: {
    label: 'Business name',
    sole: { label: 'Name of your business', hint: 'If you have no trading name, enter your first and last name.' },
    company: { label: 'Registered company name', hint: 'As it appears in the trade registry.' },
  },
  tckn_vkn: {
    label: 'Tax number or Turkish identity number',
    hint: '10 or 11 digits',
    sole: { label: 'Your Turkish identity number or tax number', hint: '11-digit identity number or 10-digit tax number' },
    company: { label: 'Company tax number', hint: '10 digits, shown on the tax certificate' },
  },
  tax_office: { label: 'Tax office', hint: 'For example: Beşiktaş' },
  company_fieldof_activity: { label: 'Field of activity', hint: 'For example: furniture retail' },
  agent_reference: { label: 'Your dealer code', hint: 'If the main company gave you one' },
  contact_name: {
    label: 'First and last name of the contact person',
    sole: { label: 'Your first and last name' },
    company: { label: 'First and last name of the contact person', hint: 'The person who deals with Paynet for the company' },
  },
  contact_gsm_no: { label: 'Mobile number', hint: 'Paynet calls this number about your application. 10 digits, starting with 5.' },
  contact_mail: { label: 'E-mail address', hint: 'Paynet writes to this address about your application.' },
  phone: { label: 'Business phone', hint: '10 digits including the area code' },
  adres1: { label: 'Neighbourhood and street' },
  adres2: { label: 'Building, block and number' },
  city: { label: 'Province' },
  province: {
    label: 'District',
    hint: 'Metropolitan provinces have no district called “Merkez”. The centre of Muğla, for example, is Menteşe.',
  },
  postal_code: { label: 'Postal code', hint: '5 digits' },
  iban: {
    label: 'IBAN',
    hint: 'Starts with TR. Spaces do not matter.',
    sole: { label: 'IBAN of an account in your name', hint: 'Starts with TR. Spaces do not matter.' },
    company: { label: 'IBAN of the company account', hint: 'Starts with TR. Spaces do not matter.' },
  },
  products_to_be_sold: { label: 'Which products or services do you sell?' },
  is_web_sales: { label: 'Will you sell online?' },
  is_charged: {
    label: 'Will you collect payments from customers?',
    hint: 'For example by payment link, or against their balance with you',
  },
  is_agent_network: { label: 'Do you have a network of dealers?' },
  web_site: { label: 'Your website', hint: 'The site where you will add the payment page. For example: www.example.com' },
  infrastructure_provider: { label: 'Your website provider', hint: 'The company that built or hosts your site' },
  approx_creditcard_budget: { label: 'Monthly credit card turnover (TL)', hint: 'Your rough figure or your target. For example: 150.000' },
}

/** The questions that Paynet asks of a dealer. */
export const dealerQuestions = { tr, en }
