import type * as tr from '@/lib/shared/messages/tr/resume'

export const resume: typeof tr.resume = {
  title: 'Continue your payment',
  heading: 'Continue the payment on this device',
  text: 'When you press the button, your bank’s page opens on this device. Nothing is charged unless you confirm the payment there.',
  mineHeading: 'You are continuing the payment on this device',
  mineText:
    'If your bank’s page did not open on this device, try again or start the payment over here. Nothing is charged unless you confirm the payment at your bank.',
  button: 'Continue to your bank',
  startOver: 'Start over',
  overHeading: 'This link can no longer be used',
  overText:
    'A link works for ten minutes, on one device, and only while the payment waits to be confirmed at the bank. The checkout shows how the payment stands, and lets you start over if no payment was made.',
  unknownText:
    'The link may have expired, or its address may be incomplete. You can get a new one on the device where you started the payment.',
  toCheckout: 'Go to the checkout',
  unavailable: 'The payment could not be moved to this device just now. You can try again in a moment.',
}
