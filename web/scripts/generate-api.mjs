// Writes src/api/openapi.generated.d.ts from the server's own description: node scripts/generate-api.mjs [URL or FILE of openapi.json] [TARGET]
import { readFile, writeFile } from 'node:fs/promises'

const source = process.argv[2] ?? `${process.env.JIWEI_URL ?? 'http://127.0.0.1:8080'}/openapi.json`
const target = process.argv[3] ?? new URL('../src/api/openapi.generated.d.ts', import.meta.url)

const load = async () => JSON.parse(/^https?:/.test(source) ? await (await fetch(source)).text() : await readFile(source, 'utf8'))
const quoted = (name) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name))
const union = (types) => [...new Set(types)].join(' | ')

function object(schema, indent) {
  const pad = '  '.repeat(indent + 1)
  const required = new Set(schema.required ?? [])
  const members = Object.entries(schema.properties ?? {}).map(([name, one]) => `${pad}${quoted(name)}${required.has(name) ? '' : '?'}: ${type(one, indent + 1)}`)
  const extra = schema.additionalProperties
  if (members.length === 0 && extra && extra !== true) return `Record<string, ${type(extra, indent)}>`
  if (extra || members.length === 0) members.push(`${pad}[name: string]: ${extra && extra !== true && members.length === 0 ? type(extra, indent + 1) : 'unknown'}`)
  return `{\n${members.join('\n')}\n${'  '.repeat(indent)}}`
}

/** A JSON Schema (2020-12) as a TypeScript type; what it does not know becomes unknown, never any. */
function type(schema, indent = 0) {
  if (schema === undefined || schema === true) return 'unknown'
  if (schema === false) return 'never'
  if (schema.$ref) return `Schemas[${JSON.stringify(schema.$ref.split('/').pop())}]`
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return union(schema.enum.map((one) => JSON.stringify(one)))
  if (schema.oneOf ?? schema.anyOf) return union((schema.oneOf ?? schema.anyOf).map((one) => type(one, indent)))
  if (schema.allOf) return schema.allOf.map((one) => type(one, indent)).join(' & ')
  if (Array.isArray(schema.type)) return union(schema.type.map((one) => type({ ...schema, type: one }, indent)))
  switch (schema.type) {
    case 'string':
      return 'string'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'null':
      return 'null'
    case 'array':
      return `(${type(schema.items, indent)})[]`
    case 'object':
      return object(schema, indent)
    default:
      return schema.properties ? object(schema, indent) : 'unknown'
  }
}

const json = (content) => Object.entries(content ?? {}).find(([name]) => name.includes('json'))?.[1]?.schema

function operation(method, path, one) {
  const success = Object.entries(one.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1]
  const body = json(one.requestBody?.content)
  const query = (one.parameters ?? []).filter((parameter) => parameter.in === 'query')
  const lines = [`  /** ${(one.summary ?? '').replaceAll('*/', '')} */`, `  ${JSON.stringify(`${method.toUpperCase()} ${path}`)}: {`]
  if (query.length) lines.push(`    query: { ${query.map((parameter) => `${quoted(parameter.name)}?: string`).join('; ')} }`)
  if (body) lines.push(`    body: ${type(body, 2)}`)
  lines.push(`    answer: ${json(success?.content) ? type(json(success.content), 2) : 'null'}`, '  }')
  return lines.join('\n')
}

const api = await load()
const schemas = Object.entries(api.components?.schemas ?? {}).map(([name, schema]) => `  ${quoted(name)}: ${type(schema, 1)}`)
const operations = Object.entries(api.paths ?? {})
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .flatMap(([path, verbs]) => Object.entries(verbs).filter(([verb]) => /^(get|post|put|patch|delete)$/.test(verb)).map(([verb, one]) => operation(verb, path, one)))
await writeFile(target, `// Written by scripts/generate-api.mjs from the server's /openapi.json. Do not edit.\n\nexport interface Schemas {\n${schemas.join('\n')}\n}\n\nexport interface Operations {\n${operations.join('\n')}\n}\n`)
console.log(`${schemas.length} schemas, ${operations.length} operations`)
