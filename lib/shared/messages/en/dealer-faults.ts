import type { dealerFaults as tr } from '@/lib/shared/messages/tr/dealer-faults'

export const dealerFaults: typeof tr = {
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
