import type { Metadata } from 'next'
import type { ReactNode } from 'react'
import { orderPreview } from '@/lib/web/link-preview'

export async function generateMetadata({ params }: { params: Promise<{ orderId: string }> }): Promise<Metadata> {
  return orderPreview((await params).orderId)
}

export default function OrderLayout({ children }: { children: ReactNode }) {
  return children
}
