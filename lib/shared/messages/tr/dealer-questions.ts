import type { DealerField } from '@/lib/shared/dealers/dealer'

/** A question as it is asked, with its own wording for a sole trader or a company where needed. */
export type QuestionWords = Wording & { sole?: Wording; company?: Wording }
type Wording = { label: string; hint?: string }

/** The questions that Paynet asks a dealer. */
export const dealerQuestions: Record<DealerField, QuestionWords> = {
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
  tax_office: { label: 'Vergi dairesi', hint: 'Örneğin: Beşiktaş.' },
  company_fieldof_activity: { label: 'Faaliyet alanı', hint: 'Örneğin: mobilya perakende satışı.' },
  contact_name: {
    label: 'Yetkili kişinin adı ve soyadı',
    sole: { label: 'Adınız ve soyadınız' },
    company: { label: 'Yetkili kişinin adı ve soyadı', hint: 'Şirket adına Paynet ile görüşecek kişi.' },
  },
  contact_gsm_no: {
    label: 'Cep telefonu',
    hint: 'Paynet, başvurunuz hakkında sizinle bu numaradan iletişime geçer. 5 ile başlayan 10 hane.',
  },
  contact_mail: { label: 'E-posta adresi', hint: 'Paynet, başvurunuz hakkında sizinle bu adresten iletişime geçer.' },
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
    hint: 'TR ile başlar. Boşluklu yazabilirsiniz.',
    sole: { label: 'Adınıza açılmış hesabın IBAN’ı', hint: 'TR ile başlar. Boşluklu yazabilirsiniz.' },
    company: { label: 'Şirket hesabının IBAN’ı', hint: 'TR ile başlar. Boşluklu yazabilirsiniz.' },
  },
  products_to_be_sold: { label: 'Hangi ürün ya da hizmetleri satıyorsunuz?' },
  is_web_sales: { label: 'İnternetten satış yapacak mısınız?' },
  is_charged: { label: 'Müşterilerinizden tahsilat yapacak mısınız?', hint: 'Örneğin ödeme bağlantısıyla ya da cari hesaptan' },
  is_agent_network: { label: 'Size bağlı bir bayi ağı var mı?' },
  web_site: { label: 'Web siteniz', hint: 'Ödeme sayfasının ekleneceği site. Örneğin: www.ornek.com.' },
  infrastructure_provider: { label: 'Sitenizin altyapı sağlayıcısı', hint: 'Sitenizi kuran ya da barındıran firma.' },
  approx_creditcard_budget: { label: 'Aylık kredi kartı cirosu (TL)', hint: 'Yaklaşık ya da hedeflediğiniz tutar. Örneğin: 150.000.' },
}
