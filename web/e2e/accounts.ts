// The demo accounts of the running server: the file in its data directory, one "role name password" a line.
import { readFileSync } from 'node:fs'

export interface Account {
  name: string
  password: string
}

export function accounts(): (role: string) => Account {
  const path = process.env.JIWEI_ACCOUNTS
  if (!path) throw new Error('JIWEI_ACCOUNTS must name the file with the accounts of the demo county')
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
  return (role) => {
    const [, name, password] = lines.find((words) => words[0] === role) ?? []
    if (!name || !password) throw new Error(`no account of role ${role} in ${path}`)
    return { name, password }
  }
}
