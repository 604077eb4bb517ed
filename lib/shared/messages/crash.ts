import type { Locale } from '@/lib/shared/locale'
import { crash as en } from '@/lib/shared/messages/en/crash'
import { crash as tr } from '@/lib/shared/messages/tr/crash'

/** What the error pages say, without the rest of the dictionary. */
export const crash: Record<Locale, typeof tr> = { tr, en }
