import { redirect } from 'next/navigation'
import { ProductCard } from '@/components/checkout/product-card'
import { NoticePage } from '@/components/layout/notice-page'
import { SupportLink } from '@/components/layout/support-link'
import { env } from '@/lib/env'
import { merchantHome } from '@/lib/merchant'
import { catalogue } from '@/lib/orders/catalogue'
import { messagesFor } from '@/lib/shared/messages'
import { currentLocale } from '@/lib/web/locale'
import { buy } from './actions'

/** The demo shop. While it is switched off, nothing is sold here, and people who come by accident are told so or sent on. */
export default async function Home() {
  if (env().isOn.shop) return <Shop />
  const home = merchantHome()
  if (home !== null) redirect(home)
  const { quiet, site } = messagesFor(await currentLocale())
  const { merchantName, merchantSupport } = env()
  return (
    <NoticePage title={`${quiet.title} – ${merchantName}`} heading={merchantName} text={quiet.text}>
      <p>
        <span>{quiet.questions}</span> <SupportLink support={merchantSupport} label={site.help} />
      </p>
    </NoticePage>
  )
}

async function Shop() {
  const locale = await currentLocale()
  const { shop, button } = messagesFor(locale)
  return (
    <main className="mx-auto w-full max-w-5xl flex-1 px-4 py-8 sm:px-8 sm:py-16">
      <title>{`${shop.title} – ${env().merchantName}`}</title>
      <meta name="description" content={shop.intro} />
      <h1 className="text-2xl font-semibold tracking-tight">{shop.heading}</h1>
      <p className="mt-2 text-soft">{shop.intro}</p>
      <ul className="mt-8 -mb-12 grid gap-x-8 sm:grid-cols-2 lg:grid-cols-3">
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
