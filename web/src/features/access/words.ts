// Words of the audit for people: codes that have no word yet are shown as they are, to the auditor only.
import { has, t } from '@/i18n'

export const wordOf = (kind: 'action' | 'resource' | 'outcome' | 'chain', code: string): string => (has(`audit.${kind}.${code}`) ? t(`audit.${kind}.${code}`) : code)
export const rolesOf = (roles: string): string => roles.split(' ').filter(Boolean).map((role) => (has(`role.${role}`) ? t(`role.${role}`) : role)).join(t('punctuation.list'))
/** "2026-07-01T08:44:05.000+08:00" as day and time. */
export const moment = (at: string): string => (at ? `${at.slice(0, 10)} ${at.slice(11, 19)}` : '')
