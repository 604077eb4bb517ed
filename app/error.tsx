'use client'

import { CrashNotice } from '@/components/layout/crash-notice'

export default function ErrorPage() {
  return <CrashNotice />
}
