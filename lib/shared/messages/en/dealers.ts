import type { dealers as tr } from '@/lib/shared/messages/tr/dealers'
import { dealerFaults } from './dealer-faults'
import { dealerQuestions } from './dealer-questions'
import { button, lostWords } from './lost'

export const dealers: typeof tr = {
  link: 'Become a dealer',
  title: 'Dealer application',

  start: {
    heading: 'Become a dealer',
    intro: 'Apply to take card payments with Paynet. We pass your answers on to Paynet, and Paynet decides.',
    time: 'It takes about 5 minutes. You can stop anywhere and come back later.',
    needHeading: 'What you will need',
    need: ['Your tax number or Turkish identity number', 'Your IBAN', 'The contact person’s mobile number and e-mail address'],
    documentsHeading: 'Documents you will be asked for later',
    soleHeading: 'Sole trader',
    companyHeading: 'Company',
    begin: 'Start the application',
    goOn: 'Continue your draft',
    draftText: 'You have an unfinished application in this browser.',
    sentText: 'You have already sent an application.',
    sentLink: 'See the status of your application',
    again: 'Start a new application',
    kept: 'Your answers are stored encrypted. A draft that you do not send is deleted 30 days after its last change.',
  },

  documents: {
    sole: ['Tax certificate', 'Signature declaration', 'Signed copy of your identity card'],
    company: ['Tax certificate', 'Signature circular', 'Signed copy of the signatory’s identity card', 'Trade Registry Gazette'],
  },

  tasks: {
    title: 'Application steps',
    heading: 'Your application',
    done: (count: number) => `${count} of 5 steps are complete.`,
    names: {
      business: 'Your business',
      contact: 'Contact',
      address: 'Address',
      bank: 'Bank account',
      sales: 'What you sell',
    },
    statuses: { completed: 'Completed', 'in-progress': 'In progress', 'not-started': 'Not started' },
    check: 'Check and send',
    cannotYet: 'Cannot start yet',
    ready: 'Ready',
    documentsHeading: 'Documents you will be asked for after sending',
    laterHeading: 'Continue later or on another device',
    laterText: 'We can give you a link of your own. Anyone who knows the link can see your draft.',
    getLink: 'Get a link',
    remove: 'Delete the draft',
    removeQuestion: 'Delete this draft and all its answers?',
    removeText: 'A deleted draft cannot be restored.',
    removeForGood: 'Yes, delete the draft',
  },

  step: (number: number) => `Step ${number} of 5`,

  form: {
    save: 'Save and continue',
    later: 'Save and come back later',
    busy: 'Saving…',
    back: 'Application steps',
    backToCheck: 'Summary of your answers',
    optional: 'optional',
    yes: 'Yes',
    no: 'No',
    sole: 'Sole trader',
    soleHint: 'A business for which you pay tax in your own name',
    company: 'Company',
    companyHint: 'Limited, joint-stock and other trading companies',
    choose: 'Choose',
    chooseCity: 'Choose a province first',
    searchDistrict: 'Search districts',
    noDistrict: 'This province has no such district.',
    mostCharacters: 'At most {n} characters.',
    charactersLeft: '{n} characters left',
    charactersOver: '{n} characters too many',
    isVkn: 'We read this as a tax number.',
    isTckn: 'We read this as a Turkish identity number.',
    bankIs: 'Bank: {name}',
    unknownBank: 'The IBAN looks right.',
    longAddress: 'An address has two lines of up to 50 characters each. Paste a long address into the first line and we will split it.',
    addressSplit: 'We split this line off from the first one.',
    linkHeading: 'Your draft is saved',
    linkText:
      'Keep this link so that you can continue. It is valid for 30 days; a new one replaces it. Anyone who knows the link can see your draft.',
    linkLabel: 'Your link to continue',
    copy: 'Copy link',
    copied: 'Copied',
    ...button,
    refused: 'Paynet did not accept this answer. Check and correct it.',
    lost: lostWords('What you entered is still here.', {
      refused: 'The server did not accept this request. Try again; if that fails, copy what you entered and reload the page.',
      renewed: 'This page was updated after you opened it. Copy what you entered, reload the page and try again.',
    }),
  },

  intros: {
    business: 'Enter your business details as they appear on your tax certificate.',
    contact: 'Paynet talks to this person about your application.',
    address: 'Where your business is.',
    bank: 'The account your payments go into. It must be with a bank in Türkiye.',
    sales: 'Tell us what you sell and how you will take payments.',
  },

  check: {
    title: 'Check your answers',
    heading: 'Check your answers before you send them',
    intro: 'This is exactly what goes to Paynet.',
    notGiven: 'Not provided',
    notYet: 'Not answered yet',
    change: 'Change',
    vkn: 'tax number',
    tckn: 'Turkish identity number',
    missingHeading: 'Some steps are not complete',
    missingText: 'Complete these steps to send the application:',
    consent:
      'By sending the application, you confirm that your answers are correct and will be passed on to Paynet. You cannot change them afterwards.',
    send: 'Confirm and send the application',
    busy: 'Sending…',
    lost: lostWords('Your answers are still here.'),
    emptyField: 'Leave this field empty',
    tooFast: 'The application has not been sent yet. For safety, wait a few seconds and send it again; your answers are still here.',
    filled: 'The application has not been sent yet: a field that must stay empty was filled in, so we cleared it. You can send it again.',
    refused: 'Paynet did not accept your application. You can correct the answers below and send it again.',
    unavailable: 'The application cannot be sent right now. Your answers are still here; try again in a few minutes.',
  },

  resume: {
    title: 'Back to your draft',
    heading: 'Continue your draft',
    text: 'Your application opens in this browser and closes in the previous one. To continue there again, open this link there.',
    replaces: 'You have another draft in this browser. If you continue, you cannot return to it from this browser.',
    button: 'Continue',
    overHeading: 'This link can no longer be used',
    overText: 'It may have expired or been replaced by a newer one, or the draft may have been deleted.',
    toStart: 'Go to the dealer application',
  },

  elsewhere:
    'This draft is no longer open in this browser: it may have been opened in another one or sent, or cookies were deleted. What you entered is still on this page, so you can copy it.',
  elsewhereLink: 'Open the dealer application in a new tab',
  unavailable: 'We cannot save right now. What you entered is still here; try again in a few minutes.',

  questions: dealerQuestions,
  faults: dealerFaults,
}
