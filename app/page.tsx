import { ProductCard } from '@/components/checkout/product-card'
import { env } from '@/lib/env'
import { catalogue } from '@/lib/orders/catalogue'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { buy } from './actions'

export default async function Shop({ searchParams }: { searchParams: Promise<{ wait?: string | string[] }> }) {
  const locale = await currentLocale()
  const { shop, problem } = messagesFor(locale)
  const { wait } = await searchParams
  // The sentence appears for anyone who types this address; it says nothing else.
  const seconds = typeof wait === 'string' && /^[1-9]\d{0,3}$/.test(wait) ? Number(wait) : null
  return (
    <main className="mx-auto w-full max-w-5xl flex-1 px-4 py-8 sm:px-8 sm:py-16">
      <title>{`${shop.title} – ${env().merchantName}`}</title>
      <meta name="description" content={shop.intro} />
      <h1 className="text-2xl font-semibold tracking-tight">{shop.heading}</h1>
      <p className="mt-2 text-soft">{shop.intro}</p>
      {seconds === null ? null : (
        <p role="alert" className="mt-6 rounded-control border border-wait p-4">
          {problem.tooManyOrders(seconds)}
        </p>
      )}
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
            action={buy}
            isFirst={index < 3}
          />
        ))}
      </ul>
    </main>
  )
}
