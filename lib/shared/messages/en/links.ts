import type { links as tr } from '@/lib/shared/messages/tr/links'

export const links: typeof tr = {
  site: 'Secure payment',
  payment: (amount) => `Payment: ${amount}`,
  description: 'Pay securely by card. You confirm the payment on your bank’s page (3D Secure).',
  amount: 'Amount to pay',
  secure: 'Secure payment with 3D Secure',
}
