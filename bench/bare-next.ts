import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

type Files = Record<string, string>

const COMMON: Files = {
  'package.json': '{"private":true,"type":"module"}',
  'next.config.js': `export default {
  serverExternalPackages: ['better-sqlite3', 'better-sqlite3-napi'],
  turbopack: { root: ${JSON.stringify(process.cwd())} },
}`,
  'app/layout.jsx': 'export default ({ children }) => <html lang="tr"><body>{children}</body></html>',
  'app/page.jsx': 'export default () => <main>empty</main>',
  'app/api/health/live/route.js': `export const dynamic = 'force-dynamic'
export const GET = () => Response.json({ status: 'ok' })`,
}

const cardForm = (parameter: string, attributes: string) => `'use client'
import { useState } from 'react'
const fields = { holder: 'Kart üzerindeki ad', number: 'Kart numarası', expiry: 'Son kullanma tarihi', cvc: 'CVC' }
export function CardForm({ attempt, language, ${parameter} }) {
  const [wrong, setWrong] = useState(null)
  return (
    <form ${attributes} lang={language} onInput={(event) => setWrong(event.target.validity.valid ? null : event.target.name)}>
      <input type="hidden" name="attempt_key" value={attempt} readOnly />
      {Object.entries(fields).map(([name, label]) => (
        <p key={name}><label>{label} <input name={name} required aria-invalid={wrong === name} /></label></p>
      ))}
      <button>Öde</button>
    </form>
  )
}`

/** An empty page, a dynamic page with the fields of a card form, and a liveness route. */
const PAGES: Files = {
  ...COMMON,
  'app/form/page.jsx': `import { headers } from 'next/headers'
import { CardForm } from './card-form'
export default async function Page() {
  const language = (await headers()).get('accept-language')
  return <main><h1>149,90 TL</h1><CardForm attempt={Math.random().toString(36)} language={language} /></main>
}`,
  'app/form/card-form.jsx': cardForm('', 'method="post"'),
}

/** The six requests of a payment, each in the way that Next has for it, around the floor's work. */
const CHECKOUT: Files = {
  ...COMMON,
  'jsconfig.json': JSON.stringify({ compilerOptions: { paths: { '@/*': ['../../../*'] } } }),
  'app/checkout.js': `import { openLeastCheckout } from '@/bench/least-checkout'
const { LEAST_FILE, LEAST_PROVIDER, LEAST_URL } = process.env
export const checkout = () => (globalThis.leastCheckout ??= openLeastCheckout(LEAST_FILE, LEAST_PROVIDER, LEAST_URL))
const seeOther = (location) => new Response(null, { status: 303, headers: { Location: location } })
export const resultOf = (orderId) => (orderId ? seeOther('/checkout/' + orderId + '/result') : new Response(null, { status: 404 }))`,
  'app/api/orders/route.js': `import { checkout } from '../../checkout'
export async function POST(request) {
  const { reference, amount } = await request.json()
  return Response.json(checkout().makeOrder(reference, amount), { status: 201 })
}`,
  'app/checkout/[orderId]/page.jsx': `import { headers } from 'next/headers'
import { notFound } from 'next/navigation'
import { checkout } from '../../checkout'
import { pay } from './actions'
import { CardForm } from './card-form'
export default async function Page({ params }) {
  const { orderId } = await params
  const order = checkout().findOrder(orderId)
  if (!order) notFound()
  const language = (await headers()).get('accept-language')
  return (
    <main>
      <h1>{order.amount / 100} TL</h1>
      <CardForm attempt={Math.random().toString(36)} language={language} action={pay.bind(null, orderId)} />
    </main>
  )
}`,
  'app/checkout/[orderId]/card-form.jsx': cardForm('action', 'action={action}'),
  'app/checkout/[orderId]/actions.js': `'use server'
import { redirect } from 'next/navigation'
import { checkout } from '../../checkout'
export async function pay(orderId, form) {
  redirect('/checkout/' + orderId + '/3d/' + (await checkout().start(orderId, form)))
}`,
  'app/checkout/[orderId]/3d/[paymentId]/route.js': `import { checkout } from '../../../../checkout'
export async function GET(_request, { params }) {
  const { session_id, token_id } = checkout().findPayment((await params).paymentId)
  const field = (name, value) => '<input type="hidden" name="' + name + '" value="' + value + '">'
  const form = '<form method="post" action="' + checkout().bank + '">' + field('session_id', session_id) + field('token_id', token_id) + '<button>Bankaya git</button></form>'
  return new Response('<!doctype html><html lang="tr"><head><title>Banka</title></head><body>' + form + '</body></html>', {
    headers: { 'Content-Type': 'text/html; charset=utf-8' },
  })
}`,
  'app/api/paynet/return/[paymentId]/route.js': `import { checkout, resultOf } from '../../../../checkout'
export async function POST(request, { params }) {
  return resultOf(await checkout().takeReturn((await params).paymentId, await request.formData()))
}`,
  'app/checkout/[orderId]/result/page.jsx': `import { notFound } from 'next/navigation'
import { checkout } from '../../../checkout'
export default async function Page({ params }) {
  const payment = checkout().findPaymentOf((await params).orderId)
  if (!payment) notFound()
  return <main><h1>Ödendi</h1><p>{payment.reference_no}: {payment.status}</p></main>
}`,
}

/** Builds the smallest app that the same Next can make, and returns its folder. */
export function buildBareNext(): string {
  return build('bare', PAGES)
}

/** Builds the smallest app of the same Next that takes a payment, and returns its folder. */
export function buildBareCheckout(): string {
  return build('bare-checkout', CHECKOUT)
}

function build(name: string, files: Files): string {
  // Inside the project, so that it shares its node_modules.
  const folder = `data/bench/${name}`
  rmSync(folder, { recursive: true, force: true })
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const { status, stderr } = spawnSync(process.execPath, [join(process.cwd(), 'node_modules/next/dist/bin/next'), 'build'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (status !== 0) throw new Error(`The bare Next app did not build: ${stderr}`)
  return folder
}
