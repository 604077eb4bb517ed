'use client'

import { CrashNotice } from '@/components/crash-notice'

export default function ErrorPage() {
  return <CrashNotice />
}
