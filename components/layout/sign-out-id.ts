/** The form that the header's button sends: it stands behind the page, and the button before it. */
export const SIGN_OUT = 'sign-out'
