// The demo accounts of the running server: JSON {"role": {"name", "password"}}, or a list of {role, name, password}.
import { readFileSync } from 'node:fs'

export interface Account {
  name: string
  password: string
}

export function accounts(): (role: string) => Account {
  const path = process.env.JIWEI_ACCOUNTS
  if (!path) throw new Error('JIWEI_ACCOUNTS must name the file with the accounts of the demo county')
  const read = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  const listed = (Array.isArray(read) ? read : ((read as { accounts?: unknown }).accounts ?? read)) as Record<string, Account> | (Account & { role: string })[]
  return (role) => {
    const found = Array.isArray(listed) ? listed.find((one) => one.role === role) : listed[role]
    if (!found) throw new Error(`no account of role ${role} in ${path}`)
    return found
  }
}
