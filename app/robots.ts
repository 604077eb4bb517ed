import type { MetadataRoute } from 'next'

/** Checkout pages say `noindex` themselves, which a crawler can only read on pages it may visit. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: '/api/' } }
}
