import type { DealerField } from '@/lib/shared/dealers/dealer'
import type { DealerProblem } from '@/lib/shared/dealers/dealer-problems'

type Faults = { [Field in DealerField]: Record<DealerProblem<Field>, string> }

/** What is wrong with an answer and how to correct it: a sentence of its own for each fault. */
export const dealerFaults: Faults = {
  form_type: { empty: 'Şahıs işletmesi mi, şirket mi olduğunu seçin.' },
  company_name: {
    empty: 'İşletmenin adını yazın.',
    long: 'İşletme adı en çok 100 karakter olabilir. Kısaltarak yazın.',
  },
  tckn_vkn: {
    empty: 'Vergi kimlik ya da T.C. kimlik numarasını yazın.',
    letters: 'Bu numarada yalnızca rakam olur. Harfleri ve işaretleri silin.',
    length: 'Vergi kimlik numarası 10, T.C. kimlik numarası 11 hane olmalı. Hane sayısını kontrol edin.',
    'vkn-checksum': 'Bu 10 hane bir vergi kimlik numarası değil. Vergi levhasıyla karşılaştırın.',
    'tckn-checksum': 'Bu 11 hane bir T.C. kimlik numarası değil. Kimliğinizle karşılaştırın.',
    'tckn-of-company': 'Bu bir kişinin T.C. kimlik numarası. Şirketin 10 haneli vergi kimlik numarasını yazın.',
  },
  tax_office: {
    empty: 'Bağlı olduğunuz vergi dairesini yazın.',
    long: 'Vergi dairesi en çok 20 karakter olabilir. “Vergi Dairesi” sözcüklerini yazmayın.',
    digits: 'Buraya vergi dairesinin adını yazın. Numarayı bir üstteki alana yazın.',
  },
  company_fieldof_activity: {
    empty: 'Hangi alanda çalıştığınızı yazın.',
    long: 'Faaliyet alanı en çok 50 karakter olabilir. Birkaç sözcükle yazın.',
  },
  contact_name: {
    empty: 'Ad ve soyadı yazın.',
    long: 'Ad ve soyad en çok 100 karakter olabilir.',
    digits: 'Ad ve soyadda rakam olmaz. Rakamları silin.',
    'one-word': 'Adı ve soyadı birlikte yazın.',
  },
  contact_gsm_no: {
    empty: 'Cep telefonu numarasını yazın.',
    letters: 'Cep telefonuna yalnızca rakam yazın.',
    length: 'Cep telefonu 5 ile başlayan 10 hane olmalı: 532 123 45 67.',
    'not-mobile': 'Bu bir cep telefonu numarası değil. 5 ile başlayan bir numara yazın.',
  },
  contact_mail: {
    empty: 'E-posta adresini yazın.',
    long: 'E-posta adresi en çok 50 karakter olabilir. Daha kısa bir adres yazın.',
    form: 'E-posta adresini ad@ornek.com biçiminde yazın.',
    letters: 'E-posta adresinde ç, ğ, ı, ö, ş ve ü kullanılamaz. Adresi bu harfler olmadan yazın.',
  },
  phone: {
    letters: 'Telefona yalnızca rakam yazın.',
    length: 'Telefonu alan koduyla birlikte 10 hane olarak yazın: 212 345 67 89.',
    area: 'Telefonun ilk hanesi 2, 3, 4, 5 ya da 8 olmalı. Alan kodunu kontrol edin.',
  },
  adres1: {
    empty: 'Mahalle, cadde ve sokağı yazın.',
    long: 'Bu satır en çok 50 karakter olabilir. Bina bilgilerini alttaki satıra taşıyın ya da kısaltın.',
    split: 'Adres tek satıra sığmadı, iki satıra böldük. Doğruysa yeniden kaydedin, değilse düzeltin.',
  },
  adres2: {
    empty: 'Apartman ya da bina adını ve numarasını yazın.',
    long: 'Bina satırı en çok 50 karakter olabilir. Kısaltarak yazın.',
  },
  city: { empty: 'İl seçin.', unknown: 'Bu kodda bir il yok. Listeden bir il seçin.' },
  province: {
    empty: 'İlçe seçin.',
    unknown: 'Bu ilçe seçtiğiniz ilde yok. İlin ilçelerinden birini seçin.',
    long: 'İlçe adı bu kadar uzun olamaz. Listeden seçin.',
  },
  postal_code: {
    empty: 'Posta kodunu yazın.',
    letters: 'Posta koduna yalnızca rakam yazın.',
    length: 'Posta kodu 5 hane olmalı: 34398.',
    unknown: 'Posta kodu 01 ile 81 arasında bir il koduyla başlamalı. İlk iki rakamı kontrol edin.',
  },
  iban: {
    empty: 'IBAN’ı yazın.',
    country: 'Bu IBAN Türkiye’deki bir bankaya ait değil. TR ile başlayan bir IBAN yazın.',
    letters: 'TR’den sonra yalnızca rakam olmalı. 0 yerine O harfi yazmış olabilirsiniz.',
    length: 'IBAN, TR ile birlikte 26 karakter olmalı. Eksik ya da fazla rakamı düzeltin.',
    checksum: 'IBAN’da yanlış bir rakam var. Bankanızın verdiği IBAN ile karşılaştırın.',
  },
  products_to_be_sold: {
    empty: 'Sattığınız ürün ya da hizmetleri yazın.',
    long: 'Ürünler en çok 200 karakter olabilir. Ana ürün gruplarını yazmanız yeterli.',
  },
  is_web_sales: { empty: 'İnternetten satış yapıp yapmayacağınızı seçin.' },
  is_charged: { empty: 'Tahsilat yapıp yapmayacağınızı seçin.' },
  is_agent_network: { empty: 'Bayi ağınız olup olmadığını seçin.' },
  web_site: {
    form: 'Web sitesinin adresini www.ornek.com biçiminde yazın.',
    long: 'Web sitesi adresi en çok 50 karakter olabilir. Yalnızca ana sayfayı yazın.',
  },
  infrastructure_provider: { long: 'Altyapı sağlayıcısı en çok 50 karakter olabilir.' },
  approx_creditcard_budget: { long: 'Aylık ciro en çok 50 karakter olabilir. Tutarı rakamla yazın.' },
}
