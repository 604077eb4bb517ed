import { digest } from '@/lib/ids'
import { iconVersion, manifest, readIcon } from '@/lib/pictures/icons'
import { answerVersioned, notDrawnNow, nothingHere } from '@/lib/web/versioned-answer'

type Context = { params: Promise<{ file: string }> }

/** The merchant's icons, and the manifest that lists them. Browsers find some of them under names of their own (`server/http/routes.ts`). */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { file } = await params
  if (file === 'manifest.webmanifest') {
    const bytes = manifest()
    return answerVersioned(request, { bytes, contentType: 'application/manifest+json', version: digest(bytes).slice(0, 16) })
  }
  const icon = await readIcon(file)
  if (icon === undefined) return nothingHere()
  if (icon === null) return notDrawnNow()
  return answerVersioned(request, { ...icon, version: iconVersion() })
}
