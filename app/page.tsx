import { ProductCard } from '@/components/checkout/product-card'
import { env } from '@/lib/env'
import { catalogue } from '@/lib/orders/catalogue'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { buy } from './actions'

export default async function Shop() {
  const locale = await currentLocale()
  const { shop, button } = messagesFor(locale)
  return (
    <main className="mx-auto w-full max-w-5xl flex-1 px-4 py-8 sm:px-8 sm:py-16">
      <title>{`${shop.title} – ${env().merchantName}`}</title>
      <h1 className="text-2xl font-semibold tracking-tight">{shop.heading}</h1>
      <p className="mt-2 text-soft">{shop.intro}</p>
      <ul className="mt-8 grid gap-x-8 gap-y-12 sm:grid-cols-2 lg:grid-cols-3">
        {catalogue.map((product, index) => (
          <ProductCard
            key={product.id}
            id={product.id}
            name={product.name[locale]}
            text={product.text[locale]}
            priceKurus={product.priceKurus}
            picture={product.picture}
            locale={locale}
            buy={shop.buy}
            words={button}
            action={buy}
            isFirst={index < 3}
          />
        ))}
      </ul>
    </main>
  )
}
