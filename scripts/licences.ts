import { writeFileSync } from 'node:fs'
import { LICENCES_FILE, renderLicences } from './render-licences'

/** `npm run licences`: writes down under which licences the packages of production come. */
writeFileSync(LICENCES_FILE, renderLicences())
