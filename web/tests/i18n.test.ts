// Both languages say everything, and no template says anything by itself.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '@vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import en from '@/i18n/en'
import { joined } from '@/i18n/messages'
import zh from '@/i18n/zh'

type Tree = { [key: string]: string | Tree }

function flat(tree: Tree, path = ''): Map<string, string> {
  const out = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const at = path ? `${path}.${key}` : key
    if (typeof value === 'string') out.set(at, value)
    else for (const [k, v] of flat(value, at)) out.set(k, v)
  }
  return out
}

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : /\.(vue|ts)$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [join(folder, entry.name)] : []))
const src = join(__dirname, '../src')
const files = sources(src)
const chinese = flat(zh as unknown as Tree)
const english = flat(en as unknown as Tree)
const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort()

/** Words that a person would read: a run of letters or any Chinese character. Single letters and signs are no words. */
const hasWords = (text: string): boolean => /[\u3400-\u9fff]|[A-Za-z]{2,}/.test(text)
const spoken = ['placeholder', 'title', 'aria-label', 'alt', 'label', 'what', 'hint', 'caption', 'empty', 'kept']
/** The name of a key stands on the key itself in both languages. */
const allowed = new Set(['Ctrl+Enter', '/', 'mmHg'])

interface Node {
  type: number
  content?: unknown
  children?: Node[]
  props?: { type: number; name: string; value?: { content: string } }[]
}

function hardCoded(file: string, text: string): string[] {
  const found: string[] = []
  const walk = (node: Node): void => {
    if (node.type === 2 && typeof node.content === 'string' && hasWords(node.content) && !allowed.has(node.content.trim())) found.push(`${file}: ${node.content.trim()}`)
    for (const prop of node.props ?? []) if (prop.type === 6 && spoken.includes(prop.name) && prop.value && hasWords(prop.value.content)) found.push(`${file}: ${prop.name}="${prop.value.content}"`)
    for (const child of node.children ?? []) walk(child)
  }
  const template = parse(text).descriptor.template?.ast
  if (template) walk(template as unknown as Node)
  return found
}

describe('words', () => {
  it('stand in both languages', () => {
    expect([...english.keys()].filter((key) => !chinese.has(key))).toEqual([])
    expect([...chinese.keys()].filter((key) => !english.has(key))).toEqual([])
  })

  it('are never empty and have the same places to fill', () => {
    for (const [key, text] of chinese) {
      expect(text.trim(), key).not.toBe('')
      expect(english.get(key)?.trim(), key).not.toBe('')
      expect(placeholders(english.get(key) ?? ''), key).toEqual(placeholders(text))
    }
  })

  it('are Chinese in Chinese and not in English', () => {
    const names = new Set(['settings.language_zh', 'settings.other_language'])
    for (const [key, text] of english) if (!names.has(key)) expect(/[\u3400-\u9fff]/.test(text), `${key}: ${text}`).toBe(false)
  })

  it('of two files never hide each other', () => {
    expect(() => joined([{ a: 'x' }, { a: 'y' }])).toThrow('"a"')
    expect(joined([{ a: 'x' }, { b: 'y' }])).toEqual({ a: 'x', b: 'y' })
  })

  it('exist wherever a source asks for them', () => {
    const missing: string[] = []
    for (const file of files) {
      const text = readFileSync(file, 'utf8')
      for (const m of text.matchAll(/\bt\(\s*(['`])([^'`]*?)\1/g)) {
        const key = m[2]!
        if (!key.includes('.')) continue
        const known = key.includes('${') ? [...chinese.keys()].some((one) => new RegExp(`^${key.split(/\$\{.*?\}/).map((part) => part.replace(/[.*+?^$()[\]\\|]/g, '\\$&')).join('.+')}$`).test(one)) : chinese.has(key)
        if (!known && !key.startsWith('${')) missing.push(`${file.slice(src.length)}: ${key}`)
      }
    }
    expect(missing).toEqual([])
  })
})

describe('templates and sources', () => {
  it('hold no words of their own', () => {
    expect(files.filter((file) => file.endsWith('.vue')).flatMap((file) => hardCoded(file.slice(src.length), readFileSync(file, 'utf8')))).toEqual([])
  })

  it('hold no Chinese in scripts beside the folding of what users type', () => {
    const folding = /[０-９年月日。．－—]/g
    const found = files.flatMap((file) => {
      const text = readFileSync(file, 'utf8')
      const script = file.endsWith('.vue') ? (parse(text).descriptor.scriptSetup?.content ?? '') : text
      const code = script.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '').replace(folding, '')
      return /[\u3400-\u9fff]/.test(code) ? [file.slice(src.length)] : []
    })
    expect(found).toEqual([])
  })

  it('are really looked at: a template with words is reported', () => {
    expect(hardCoded('x', '<template><p>你好</p></template>')).toHaveLength(1)
    expect(hardCoded('x', '<template><p>Hello {{ name }}</p></template>')).toHaveLength(1)
    expect(hardCoded('x', '<template><input placeholder="Name"></template>')).toHaveLength(1)
    expect(hardCoded('x', '<template><p>{{ t("a.b") }}</p><i class="word" /></template>')).toEqual([])
  })
})
