import type { DealerField } from '@/lib/shared/dealers/dealer'
import type { DealerProblem } from '@/lib/shared/dealers/dealer-problems'

type Faults = { [Field in DealerField]: Record<DealerProblem<Field>, string> }

const tr: Faults = {
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
  agent_reference: { long: 'Bayi kodu en çok 10 karakter olabilir. Size verilen kodla karşılaştırın.' },
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

const en: Faults = {
  form_type: { empty: 'Choose whether you are a sole trader or a company.' },
  company_name: {
    empty: 'Enter the business name.',
    long: 'The business name must be 100 characters or fewer. Shorten it.',
  },
  tckn_vkn: {
    empty: 'Enter the tax number or the Turkish identity number.',
    letters: 'This number can only have digits. Remove any letters and symbols.',
    length: 'A tax number has 10 digits, a Turkish identity number 11. Check how many you entered.',
    'vkn-checksum': 'These 10 digits are not a tax number. Check them against the tax certificate.',
    'tckn-checksum': 'These 11 digits are not a Turkish identity number. Check them against your identity card.',
    'tckn-of-company': 'This is a person’s Turkish identity number. Enter the company’s 10-digit tax number.',
  },
  tax_office: {
    empty: 'Enter your tax office.',
    long: 'The tax office must be 20 characters or fewer. Leave out the words “Vergi Dairesi”.',
    digits: 'Enter the name of the tax office here. The number belongs in the field above.',
  },
  company_fieldof_activity: {
    empty: 'Enter what your business does.',
    long: 'The field of activity must be 50 characters or fewer. A few words are enough.',
  },
  agent_reference: { long: 'The dealer code must be 10 characters or fewer. Check it against the code that you were given.' },
  contact_name: {
    empty: 'Enter the first and last name.',
    long: 'The name must be 100 characters or fewer.',
    digits: 'A name cannot have digits. Remove them.',
    'one-word': 'Enter both the first and the last name.',
  },
  contact_gsm_no: {
    empty: 'Enter the mobile number.',
    letters: 'Enter only digits for the mobile number.',
    length: 'The mobile number must be 10 digits, starting with 5: 532 123 45 67.',
    'not-mobile': 'This is not a mobile number. Enter one that starts with 5.',
  },
  contact_mail: {
    empty: 'Enter the e-mail address.',
    long: 'The e-mail address must be 50 characters or fewer. Enter a shorter one.',
    form: 'Enter an e-mail address in the format name@example.com.',
    letters: 'An e-mail address cannot have ç, ğ, ı, ö, ş or ü. Enter it without these letters.',
  },
  phone: {
    letters: 'Enter only digits for the phone number.',
    length: 'Enter the phone number as 10 digits including the area code: 212 345 67 89.',
    area: 'The phone number must start with 2, 3, 4, 5 or 8. Check the area code.',
  },
  adres1: {
    empty: 'Enter the neighbourhood and street.',
    long: 'This line must be 50 characters or fewer. Move the building to the line below, or shorten it.',
    split: 'The address did not fit on one line, so we split it in two. If that is right, save again; if not, correct it.',
  },
  adres2: {
    empty: 'Enter the building and its number.',
    long: 'The building line must be 50 characters or fewer. Shorten it.',
  },
  city: { empty: 'Choose a province.', unknown: 'No province has this code. Choose one from the list.' },
  province: {
    empty: 'Choose a district.',
    unknown: 'This district is not in the province that you chose. Choose one of its districts.',
    long: 'No district has a name this long. Choose one from the list.',
  },
  postal_code: {
    empty: 'Enter the postal code.',
    letters: 'Enter only digits for the postal code.',
    length: 'The postal code must be 5 digits: 34398.',
    unknown: 'The postal code must start with a province code from 01 to 81. Check the first two digits.',
  },
  iban: {
    empty: 'Enter the IBAN.',
    country: 'This IBAN does not belong to a bank in Türkiye. Enter one that starts with TR.',
    letters: 'Only digits can follow TR. You may have typed the letter O instead of 0.',
    length: 'The IBAN must be 26 characters including TR. Correct any missing or extra digits.',
    checksum: 'The IBAN has a wrong digit. Check it against the IBAN that your bank gave you.',
  },
  products_to_be_sold: {
    empty: 'Enter the products or services that you sell.',
    long: 'The products must be 200 characters or fewer. The main groups are enough.',
  },
  is_web_sales: { empty: 'Choose whether you will sell online.' },
  is_charged: { empty: 'Choose whether you will collect payments.' },
  is_agent_network: { empty: 'Choose whether you have a network of dealers.' },
  web_site: {
    form: 'Enter the website address in the format www.example.com.',
    long: 'The website address must be 50 characters or fewer. Enter only the home page.',
  },
  infrastructure_provider: { long: 'The website provider must be 50 characters or fewer.' },
  approx_creditcard_budget: { long: 'The monthly turnover must be 50 characters or fewer. Enter it in digits.' },
}

/** What is wrong with an answer and how it is put right: a sentence of its own for each. */
export const dealerFaults = { tr, en }
