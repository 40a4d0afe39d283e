// The audit is for people: every row of the matrix and every declared register has its words in both languages.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import en from '../src/features/access/messages/en.json'
import zh from '../src/features/access/messages/zh.json'

const packs = join(__dirname, '..', '..', 'packs')
const rows = readFileSync(join(packs, 'roles', 'role-matrix.csv'), 'utf8')
  .split('\n')
  .filter((line) => line && !line.startsWith('#'))
  .slice(1)
  .map((line) => line.split(',')[0]!)
const registers = (JSON.parse(readFileSync(join(packs, 'organization', 'registers.json'), 'utf8')) as { registers: { name: string }[] }).registers.map((one) => one.name)

describe.each([
  ['zh', zh],
  ['en', en],
] as const)('words of the audit in %s', (_language, messages) => {
  const words = messages.audit.resource as Record<string, string>
  it('has one for every row of the matrix', () => expect(rows.filter((row) => !words[row])).toEqual([]))
  it('has one for every register', () => expect(registers.filter((name) => !words[name])).toEqual([]))
})
