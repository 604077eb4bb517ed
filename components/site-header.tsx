export function SiteHeader({ merchantName }: { merchantName: string }) {
  return (
    <header className="border-b border-hairline">
      <p className="mx-auto flex min-h-14 w-full max-w-5xl items-center px-4 py-2 font-semibold sm:px-8">{merchantName}</p>
    </header>
  )
}
