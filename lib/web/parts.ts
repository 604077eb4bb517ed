import 'server-only'
import { notFound } from 'next/navigation'
import { type Environment, env } from '@/lib/env'

/**
 * Answers 404 while a part of the app is switched off. Each of its pages and actions calls this first: an action
 * can be posted to any page, and a layout is skipped by whoever asks for a page's own segment.
 */
export function requirePart(part: keyof Environment['isOn']): void {
  if (!env().isOn[part]) notFound()
}
