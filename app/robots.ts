import type { MetadataRoute } from 'next'

/** Checkout pages say `noindex` themselves, which a crawler can only read where it may go. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: '/api/' } }
}
