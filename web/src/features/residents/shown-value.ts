// A value of the comparison as people read it: codes become words.
import { t } from '@/i18n'

export function shownValue(key: string, value: string): string {
  if (!value.trim()) return '—'
  if (key === 'sex') return t(`sex.${value}`)
  if (key === 'residence_type') return t(`residence_type.${value}`)
  if (key === 'residence') {
    const [state = '', on = ''] = value.split('\n')
    return [t(`residence_state.${state}`), on].filter(Boolean).join(' ')
  }
  if (key === 'document') return value.replace(/^98 /, `${t('duplicates.temporary')} `).replace(/^\d\d /, '')
  return value
}
