// The demo accounts of the running server: demo-accounts.json of its data directory, or the .txt beside it, one
// "role name password" a line.
import { readFileSync } from 'node:fs'

export interface Account {
  name: string
  password: string
}

function listed(text: string): (Account & { role: string })[] {
  if (!/^\s*[[{]/.test(text)) {
    return text.split('\n').map((line) => {
      const [role = '', name = '', password = ''] = line.trim().split(/\s+/)
      return { role, name, password }
    })
  }
  return (JSON.parse(text) as { accounts: (Account & { role: string })[] }).accounts
}

export function accounts(): (role: string) => Account {
  const path = process.env.JIWEI_ACCOUNTS
  if (!path) throw new Error('JIWEI_ACCOUNTS must name the file with the accounts of the demo county')
  const all = listed(readFileSync(path, 'utf8'))
  return (role) => {
    const found = all.find((one) => one.role === role)
    if (!found?.name || !found.password) throw new Error(`no account of role ${role} in ${path}`)
    return found
  }
}
