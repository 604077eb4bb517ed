import type { crash as tr } from '@/lib/shared/messages/tr/crash'

export const crash: typeof tr = {
  heading: 'This page cannot be opened right now',
  text: 'If you have paid, do not pay again; reload this page to see the result.',
  help: 'Help:',
  retry: 'Try again',
}
