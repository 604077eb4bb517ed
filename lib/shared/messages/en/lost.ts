import type * as tr from '@/lib/shared/messages/tr/lost'

export const lostWords: typeof tr.lostWords = (also = '', more = {}) => {
  const say = (happened: string) => `${happened} ${also}`.trim()
  return {
    offline: say('We got no answer. Check your connection and try again.'),
    busy: say('The server cannot respond right now. Try again in a few minutes.'),
    'too-often': say('Too many requests were sent in a short time. Wait a few minutes and try again.'),
    'too-large': say('What was sent is larger than the server accepts. Shorten it and try again.'),
    refused: say('The server did not accept this request. Try again; if that fails, reload the page.'),
    renewed: say('This page was updated after you opened it. Reload the page and try again.'),
    elsewhere: say('An unexpected answer came; your network may want you to sign in. Check it and try again.'),
    stopped: say('The next page did not open. You can try again.'),
    reload: 'Reload the page',
    ...more,
  }
}

export const button: typeof tr.button = {
  working: 'Working…',
  errorPrefix: 'Error: ',
  errorHeading: 'There is a problem',
  fixedHeading: 'Fixed',
  lost: lostWords(),
}
