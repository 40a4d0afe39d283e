// A problem in the user's words: what happened, what was kept, what to do. Codes are never shown as such.
import { ApiProblem, asProblem } from '@/api/problem'
import { has, t } from '@/i18n'

export interface ProblemWords {
  what: string
  todo: string
}

const byStatus = (status: number): string => (status >= 500 ? '5xx' : has(`problem.status.${status}.what`) ? String(status) : '4xx')

export function problemWords(error: unknown): ProblemWords {
  const problem = asProblem(error)
  const own = `problem.code.${problem.code}`
  if (has(`${own}.what`)) return { what: t(`${own}.what`, { detail: momentOf(problem.detail) }), todo: has(`${own}.todo`) ? t(`${own}.todo`) : '' }
  if (has(`finding.${problem.code}`)) return { what: findingWords({ code: problem.code, allowed: '' }), todo: '' }
  const status = problem.status > 0 ? byStatus(problem.status) : 'page'
  return { what: t(`problem.status.${status}.what`), todo: t(`problem.status.${status}.todo`) }
}

/** "until 2026-07-01T08:44:00.000+08:00" is shown as the time of day. */
function momentOf(detail: string): string {
  const m = /(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(detail)
  return m ? m[2]! : detail
}

/** One finding at a field, with what is allowed. */
export function findingWords(finding: { code: string; allowed: string }): string {
  const key = `finding.${finding.code}`
  if (has(key)) return t(key, { allowed: finding.allowed })
  return finding.allowed ? t('finding.other_allowed', { allowed: finding.allowed }) : t('finding.other')
}

/** Findings by field name: "/answers/sbp" and "/id_no" become "sbp" and "id_no". */
export function byField(errors: ApiProblem['errors']): Map<string, string> {
  const fields = new Map<string, string>()
  for (const error of errors) {
    const field = error.pointer.replace(/^\/(answers\/|basic\/)?/, '').split('/')[0] ?? ''
    if (!fields.has(field)) fields.set(field, findingWords(error))
  }
  return fields
}
