import { answerLabels } from '@/lib/shared/dealers/answer-labels'
import type { applications as tr } from '@/lib/shared/messages/tr/applications'
import { dealerQuestions } from './dealer-questions'
import { dealers } from './dealers'
import { lostWords } from './lost'

const { form } = dealers

export const applications: typeof tr = {
  title: 'Dealer application',
  status: {
    sending: { heading: 'Your application is being sent', lead: 'Waiting for Paynet’s answer. This page refreshes automatically.' },
    waiting: {
      heading: 'Your application is waiting to be sent',
      lead: 'Your application is saved, but cannot be passed on to Paynet right now. It will be sent automatically as soon as it can be; there is nothing you need to do.',
    },
    verifying: {
      heading: 'We have received your application and are checking it',
      lead: 'Do not send it again.',
      next: 'A member of staff is looking into it; you will see the result on this page.',
    },
    received: {
      heading: 'Paynet has your application',
      lead: 'Make a note of the application number.',
      next: 'Paynet reviews your documents and gets in touch with you. Keep the address of this page; you can follow the status here.',
    },
    ended: {
      heading: 'Paynet has closed this application',
      lead: 'Its application number stays on record.',
      next: 'Ask Paynet or us for the reason. You can apply again with the same tax number.',
      again: 'Apply again',
    },
    refused: {
      heading: 'Paynet did not accept your application as it is',
      lead: 'Your answers are still here; you can correct them and send it again.',
      next: 'Paynet did not say which answer needs correcting. Review your answers, or write to us.',
      because: (field: string) => `Needs correcting: ${field}.`,
      mend: (field: string) => `Correct: ${field}`,
      review: 'Review your answers',
    },
    closed: {
      heading: 'Your application could not be processed',
      lead: 'Your answers are still here.',
      next: 'Write to us to find out why. If necessary, you can correct your answers and send them again.',
    },
  },
  facts: {
    number: 'Application number',
    ours: 'Our reference',
    sentAt: 'Sent',
    atPaynet: 'Status at Paynet',
    link: 'Address of this page',
    support: 'Help',
  },
  atPaynet: {
    listed: 'Registered',
    waiting: 'Waiting in the queue',
    done: 'Reviewed; Paynet tells you the result',
    ended: 'Closed',
  },
  followUp: 'Follow the application at Paynet',
  support: 'Support page',
  answersHeading: 'What you sent',
  answersHidden: 'Personal details are shown partly hidden.',
  fields: answerLabels(dealerQuestions, {
    city: 'Province code',
    products_to_be_sold: 'Products to be sold',
    is_web_sales: 'Online sales',
    is_charged: 'Collecting payments',
    is_agent_network: 'Dealer network',
  }),
  values: { 'form_type 2': form.sole, 'form_type 3': form.company, true: form.yes, false: form.no },

  documents: {
    heading: 'Documents',
    intro: 'The documents that Paynet asks for. Files that you send are passed on to Paynet and not kept here.',
    rules: 'PDF, JPEG or PNG; up to 5 MB.',
    unknown: 'We cannot see which documents Paynet asks for right now. Reload this page in a few minutes.',
    none: 'Paynet asks for no documents for this application.',
    unnamed: 'Document',
    required: 'Required',
    optional: 'Optional',
    state: {
      missing: 'Not sent yet',
      sending: 'Sending',
      uploaded: 'Sent',
      unknown: 'May not have arrived; you can send it again',
    },
    size: (kilobytes: number) => (kilobytes < 1024 ? `${kilobytes} KB` : `${(kilobytes / 1024).toFixed(1)} MB`),
    done: {
      uploaded: 'The document was passed on to Paynet.',
      removed: 'The document was removed from Paynet.',
      refused: 'Paynet did not accept the document. Try another file, or write to us.',
      unavailable: 'Paynet could not be reached; nothing has changed. Try again in a few minutes.',
      unknown: 'We got no answer from Paynet; the change may have been made. If you send the document again, it replaces the earlier one.',
      busy: 'A document is being sent right now. Try again when that is done.',
      'too-often': 'Too many documents have been sent today. Try again tomorrow.',
      empty: 'Choose a file first.',
      'too-large': 'The file is larger than 5 MB. Make it smaller, or take a photo.',
      'not-a-document': 'The file is not a PDF, JPEG or PNG.',
      heic: 'This photo is a HEIC file, which Paynet does not take. Save it as a JPEG, or choose “Most Compatible” in your iPhone’s camera settings and take it again.',
      'broken-off': 'Sending the file was interrupted. Try again.',
    },
    back: 'Back to the application',
    form: {
      change: 'Replace or remove',
      file: 'File',
      camera: 'or take a photo',
      send: 'Send',
      again: 'Send again',
      replace: 'Send a new one instead',
      remove: 'Remove',
      progress: 'Sending',
      working: 'Passing on to Paynet',
      unreadable: 'This file can no longer be read; it may have been changed, moved or deleted. Choose it again.',
      emptyFile: 'This file seems to be empty. Choose another one, or choose it again.',
      lost: lostWords('', {
        offline: 'The connection was lost; the document may not have been sent. Try again.',
        'too-large': 'The server does not accept a file of this size. Make it smaller and try again.',
        renewed: 'This application does not take documents right now; the document was not sent. Reload the page to see how it stands.',
        refused: 'This application is no longer open in this browser; the document was not sent. Reload the page and try again.',
      }),
      tooLarge: 'The file is larger than 5 MB. Make it smaller, or take a photo.',
      empty: 'Choose a file first.',
    },
  },
}
