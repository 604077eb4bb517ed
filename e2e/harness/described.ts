import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'

type Described = { headers?: Record<string, { required?: boolean }>; content?: Record<string, unknown> }
export type OpenApi = { paths: Record<string, Record<string, { responses: Record<string, Described> } | undefined>> }
export type Answer = { status: number; header: (name: string) => string | null; body: string }

/** Throws when an answer is not what an OpenAPI document says: its status, its type, its body and the headers that the server adds. */
export function answersOf(document: OpenApi) {
  const ajv = new Ajv2020({ strict: true, allErrors: true })
  addFormats.default(ajv)
  // A document is no schema, but it can be among a schema's definitions.
  const moved = JSON.stringify(document).replaceAll('"#/', '"#/$defs/')
  ajv.addSchema({ $id: 'openapi', $defs: JSON.parse(moved) as object }, undefined, false, false)
  // What OpenAPI adds to a schema.
  ajv.addKeyword('example')
  const compiled = new Map<string, ValidateFunction>()

  function validator(...keys: string[]): ValidateFunction {
    const pointer = keys.map((key) => `/${encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')
    const known = compiled.get(pointer) ?? ajv.compile({ $ref: `openapi#/$defs${pointer}` })
    compiled.set(pointer, known)
    return known
  }

  /** `path` as the document writes it, or as it was asked for. */
  function check(method: string, path: string, answer: Answer, { ofServer }: { ofServer: boolean }): void {
    const template = path in document.paths ? path : templateOf(document, path)
    const verb = method === 'HEAD' ? 'get' : method.toLowerCase()
    const where = `${method} ${path}: ${answer.status}`
    const type = answer.header('content-type')?.split(';')[0] ?? 'no type'
    const body: unknown = type.endsWith('json') ? JSON.parse(answer.body) : answer.body
    const matches = (validate: ValidateFunction) => {
      if (!validate(body)) throw new Error(`${where} is not as described: ${ajv.errorsText(validate.errors)} in ${answer.body}`)
    }
    if (!template) throw new Error(`${where}: the path is not described`)
    const operation = document.paths[template]?.[verb]
    // The key is asked for before the method.
    if (!operation && (answer.status === 401 || answer.status === 405)) {
      matches(validator('components', 'schemas', 'Problem'))
      return
    }
    const described = operation?.responses[answer.status]
    if (!described?.content?.[type]) throw new Error(`${where} as ${type} is not described`)
    matches(validator('paths', template, verb, 'responses', String(answer.status), 'content', type, 'schema'))
    if (!ofServer) return
    const missing = Object.entries(described.headers ?? {}).filter(([name, { required }]) => required && answer.header(name) === null)
    if (missing.length > 0) throw new Error(`${where} lacks ${missing.map(([name]) => name).join(', ')}`)
  }

  return { check, validator }
}

/** A path without parameters wins over one with them. */
function templateOf(document: OpenApi, path: string): string | undefined {
  return Object.keys(document.paths).find((template) =>
    new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
}
