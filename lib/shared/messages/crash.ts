import type { Locale } from '@/lib/shared/locale'

type Crash = { heading: string; text: string; retry: string }

/** Apart from the other messages, because the error pages load these few in every browser. */
export const crash: Record<Locale, Crash> = {
  tr: {
    heading: 'Sayfa şu an açılamıyor',
    text: 'Ödeme yaptıysanız tekrar ödemeyin; sonucu bu sayfayı yenileyerek görebilirsiniz.',
    retry: 'Yeniden dene',
  },
  en: {
    heading: 'This page cannot be opened right now',
    text: 'If you have paid, do not pay again; reload this page to see the result.',
    retry: 'Try again',
  },
}
