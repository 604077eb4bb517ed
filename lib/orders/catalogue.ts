import type { Locale } from '@/lib/shared/locale'
import type { Kurus } from '@/lib/shared/payments/money'

export type Product = {
  id: string
  name: Record<Locale, string>
  text: Record<Locale, string>
  priceKurus: Kurus
  picture: string
}

/** What the demo shop on the front page sells. */
export const catalogue: readonly Product[] = [
  {
    id: 'kahve-fincani',
    name: { tr: 'Kahve fincanı', en: 'Coffee cup' },
    text: { tr: 'Çarkta çekilmiş, mat krem sırlı. 80\u00a0ml.', en: 'Wheel-thrown, with a matt cream glaze. 80\u00a0ml.' },
    priceKurus: 38_900,
    picture: '/products/kahve-fincani.svg',
  },
  {
    id: 'bakir-cezve',
    name: { tr: 'Bakır cezve', en: 'Copper coffee pot' },
    text: { tr: 'Elde dövülmüş, içi kalaylı. İki fincanlık.', en: 'Hand-hammered and tin-lined. Makes two cups.' },
    priceKurus: 74_900,
    picture: '/products/bakir-cezve.svg',
  },
  {
    id: 'turk-kahvesi',
    name: { tr: 'Türk kahvesi', en: 'Turkish coffee' },
    text: { tr: 'Orta kavrulmuş, taş değirmende öğütülmüş. 250\u00a0g.', en: 'Medium roast, stone-ground. 250\u00a0g.' },
    priceKurus: 23_950,
    picture: '/products/turk-kahvesi.svg',
  },
  {
    id: 'lokumluk',
    name: { tr: 'Lokumluk', en: 'Turkish delight bowl' },
    text: { tr: 'Küçük ayaklı kâse, adaçayı yeşili sır.', en: 'A small footed bowl with a sage-green glaze.' },
    priceKurus: 8_990,
    picture: '/products/lokumluk.svg',
  },
  {
    id: 'surahi',
    name: { tr: 'Toprak sürahi', en: 'Clay pitcher' },
    text: { tr: 'Suyu serin tutar, ağzı sırlı. 1,2\u00a0litre.', en: 'Keeps water cool; the rim is glazed. 1.2\u00a0litres.' },
    priceKurus: 129_000,
    picture: '/products/surahi.svg',
  },
  {
    id: 'kahvalti-takimi',
    name: { tr: 'Kahvaltı takımı', en: 'Breakfast set' },
    text: { tr: 'Dört kişilik tabak ve kâse, on iki parça.', en: 'Plates and bowls for four, twelve pieces in all.' },
    priceKurus: 425_000,
    picture: '/products/kahvalti-takimi.svg',
  },
]
