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
  contact_gsm_no: { label: 'Cep telefonu', hint: 'Paynet başvurunuz hakkında bu numarayı arar. 5 ile başlayan 10 hane.' },
  contact_mail: { label: 'E-posta adresi', hint: 'Paynet başvurunuz hakkında bu adrese yazar.' },
  phone: { label: 'İşyeri telefonu', hint: 'Alan koduyla 10 hane' },
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
  approx_creditcard_budget: { label: 'Aylık kredi kartı cirosu (TL)', hint: 'Yaklaşık ya da hedeflenen. Örneğin: 150.000' },
}

const en: Record<DealerField, QuestionWords> = {
  form_type: { label: 'Kind of business' },
  company_name: {
    label: 'Name of the business',
    sole: { label: 'Name of your business', hint: 'Without a trading name, enter your first and last name.' },
    company: { label: 'Registered name of the company', hint: 'As in the trade register.' },
  },
  tckn_vkn: {
    label: 'Tax number or Turkish identity number',
    hint: '10 or 11 digits',
    sole: { label: 'Your Turkish identity number or tax number', hint: 'Identity number with 11 digits, or tax number with 10' },
    company: { label: 'Tax number of the company', hint: '10 digits, on the tax certificate' },
  },
  tax_office: { label: 'Tax office', hint: 'For example: Beşiktaş' },
  company_fieldof_activity: { label: 'Field of activity', hint: 'For example: retail of furniture' },
  agent_reference: { label: 'Your dealer code', hint: 'If the main company gave you one' },
  contact_name: {
    label: 'First and last name of the contact',
    sole: { label: 'Your first and last name' },
    company: { label: 'First and last name of the contact', hint: 'Who speaks with Paynet for the company' },
  },
  contact_gsm_no: { label: 'Mobile number', hint: 'Paynet calls this number about your application. 10 digits, beginning with 5.' },
  contact_mail: { label: 'E-mail address', hint: 'Paynet writes to this address about your application.' },
  phone: { label: 'Business phone', hint: '10 digits with the area code' },
  adres1: { label: 'Neighbourhood and street' },
  adres2: { label: 'Building, block and numbers' },
  city: { label: 'Province' },
  province: {
    label: 'District',
    hint: 'Metropolitan provinces have no district called “Merkez”. The centre of Muğla, for example, is Menteşe.',
  },
  postal_code: { label: 'Postal code', hint: '5 digits' },
  iban: {
    label: 'IBAN',
    hint: 'Begins with TR. Blanks do not matter.',
    sole: { label: 'IBAN of an account in your name', hint: 'Begins with TR. Blanks do not matter.' },
    company: { label: 'IBAN of the company’s account', hint: 'Begins with TR. Blanks do not matter.' },
  },
  products_to_be_sold: { label: 'Which products or services do you sell?' },
  is_web_sales: { label: 'Will you sell online?' },
  is_charged: { label: 'Will you collect payments from customers?', hint: 'For example by payment link, or of running accounts' },
  is_agent_network: { label: 'Do you have a network of dealers?' },
  web_site: { label: 'Your web site', hint: 'The site that will take payments. For example: www.example.com' },
  infrastructure_provider: { label: 'Platform of your site', hint: 'The company that built or hosts it' },
  approx_creditcard_budget: { label: 'Monthly turnover by credit card (TL)', hint: 'Roughly, or what you aim at. For example: 150.000' },
}

/** The questions that Paynet asks of a dealer. */
export const dealerQuestions = { tr, en }
