import { writeFileSync } from 'node:fs'
import { LICENCES_FILE, renderLicences } from './render-licences'

/** `npm run licences`: lists the licences of the packages that ship. */
writeFileSync(LICENCES_FILE, renderLicences())
