import { readFileSync, writeFileSync } from 'node:fs'
import { type LockedPackage, readLockedPackages } from './locked-packages'

/**
 * `npm run sbom [-- FILE]`: production packages as CycloneDX JSON, from the lockfile only, so that it is the
 * same on every machine. `npm sbom` itself omits what production shares with development.
 */
const [file, ...more] = process.argv.slice(2)
if (more.length > 0) {
  console.error('Usage: npm run sbom [-- FILE]')
  process.exit(1)
}
const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string }
const production = readLockedPackages().filter(({ isDev }) => !isDev)
const sbom = {
  $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    lifecycles: [{ phase: 'build' }],
    component: { type: 'application', 'bom-ref': `${name}@${version}`, name, version, licenses: [{ license: { id: 'MIT' } }] },
  },
  components: [...new Map(production.map((each) => [purlOf(each), componentOf(each)])).values()],
}
const text = `${JSON.stringify(sbom, null, 2)}\n`
if (file === undefined) process.stdout.write(text)
else writeFileSync(file, text)

function componentOf(locked: LockedPackage) {
  const { licence, integrity, isOptional } = locked
  const [algorithm, content = ''] = integrity.split('-')
  return {
    type: 'library',
    'bom-ref': `${locked.name}@${locked.version}`,
    name: locked.name,
    version: locked.version,
    scope: isOptional ? 'optional' : 'required',
    purl: purlOf(locked),
    // Only a plain SPDX word is an id; anything else that packages write is passed on as is.
    licenses: [{ license: /^[\w.-]+$/.test(licence) ? { id: licence } : { name: licence } }],
    ...(algorithm === 'sha512' ? { hashes: [{ alg: 'SHA-512', content: Buffer.from(content, 'base64').toString('hex') }] } : {}),
  }
}

function purlOf(locked: LockedPackage): string {
  return `pkg:npm/${locked.name.replace('@', '%40')}@${locked.version}`
}
