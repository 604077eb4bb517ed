import type { dealerQuestions as tr } from '@/lib/shared/messages/tr/dealer-questions'

export const dealerQuestions: typeof tr = {
  form_type: { label: 'Business type' },
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
  tax_office: { label: 'Tax office', hint: 'For example: Beşiktaş.' },
  company_fieldof_activity: { label: 'Field of activity', hint: 'For example: furniture retail.' },
  contact_name: {
    label: 'First and last name of the contact person',
    sole: { label: 'Your first and last name' },
    company: { label: 'First and last name of the contact person', hint: 'The person who deals with Paynet for the company.' },
  },
  contact_gsm_no: {
    label: 'Mobile number',
    hint: 'Paynet gets in touch about your application on this number. 10 digits, starting with 5.',
  },
  contact_mail: { label: 'E-mail address', hint: 'Paynet gets in touch about your application at this address.' },
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
    hint: 'Starts with TR. Spaces are fine.',
    sole: { label: 'IBAN of an account in your name', hint: 'Starts with TR. Spaces are fine.' },
    company: { label: 'IBAN of the company account', hint: 'Starts with TR. Spaces are fine.' },
  },
  products_to_be_sold: { label: 'Which products or services do you sell?' },
  is_web_sales: { label: 'Will you sell online?' },
  is_charged: {
    label: 'Will you collect payments from customers?',
    hint: 'For example by payment link, or against their balance with you',
  },
  is_agent_network: { label: 'Do you have a network of dealers?' },
  web_site: { label: 'Your website', hint: 'The site where you will add the payment page. For example: www.example.com.' },
  infrastructure_provider: { label: 'Your website provider', hint: 'The company that built or hosts your site.' },
  approx_creditcard_budget: { label: 'Monthly credit card turnover (TL)', hint: 'Your rough figure or your target. For example: 150.000.' },
}
