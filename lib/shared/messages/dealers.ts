const tr = {}

const en: typeof tr = {}

/** What people read in the application form of dealers. */
export const dealers = { tr, en }
