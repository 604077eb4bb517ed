const tr = {}

const en: typeof tr = {}

/** What people read after an application was sent, and about its documents. */
export const applications = { tr, en }
