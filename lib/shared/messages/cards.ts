const tr = {}

const en: typeof tr = {}

/** What people read about their saved cards. */
export const cards = { tr, en }
