const tr = {}

const en: typeof tr = {}

/** What people read about their account: signing in, passwords, sessions. */
export const account = { tr, en }
