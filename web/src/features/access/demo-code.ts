// A demo account on this machine is told the code of the moment, so that whoever has its password needs no telephone.
import { asProblem } from '@/api/problem'

export function demoCode(error: unknown): string {
  const problem = asProblem(error)
  return problem.code === 'second-factor-needed' ? (/^demo:(\d{6})$/.exec(problem.detail)?.[1] ?? '') : ''
}
