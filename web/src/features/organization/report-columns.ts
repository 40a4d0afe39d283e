// Which columns each report shows, and how.
export interface ReportColumn {
  key: string
  kind: 'named' | 'place' | 'list' | 'number' | 'fen' | 'tenths' | 'share' | 'word' | 'text'
  list?: string
  label?: string
  right?: boolean
}

const number = (key: string): ReportColumn => ({ key, kind: 'number', right: true })
const fen = (key: string): ReportColumn => ({ key, kind: 'fen', right: true })
const tenths = (key: string): ReportColumn => ({ key, kind: 'tenths', right: true })
const share = (key: string): ReportColumn => ({ key: `${key}_basis_points`, kind: 'share', label: key, right: true })
const person: ReportColumn[] = [
  { key: 'person', kind: 'named', label: 'person_id' },
  { key: 'post', kind: 'text' },
  { key: 'institution_id', kind: 'place' },
]

export function reportColumns(report: string): ReportColumn[] {
  switch (report) {
    case 'shortages':
      return [{ key: 'institution', kind: 'named', label: 'institution_id' }, { key: 'item', kind: 'list', list: 'EQUIPMENT_ITEM' }, { key: 'equipment_class', kind: 'list', list: 'EQUIPMENT_CLASS' }, number('standard'), number('usable'), number('missing')]
    case 'projects':
      return [{ key: 'batch', kind: 'list', list: 'PROJECT_BATCH' }, number('planned_sites'), number('sites'), number('finished'), fen('planned_investment_fen'), fen('investment_fen'), fen('paid_fen'), number('planned_area_m2'), number('area_m2'), number('area_done_m2'), number('late_amber'), number('late_red')]
    case 'credits':
      return [...person, tenths('class_one_tenths'), tenths('class_two_tenths'), { key: 'complies', kind: 'word' }]
    case 'support-days':
      return [...person, number('days'), number('due'), { key: 'state', kind: 'word' }]
    case 'support-agreements':
      return [{ key: 'partner', kind: 'text' }, { key: 'institution_id', kind: 'place' }, number('visits_due'), number('months_visited'), number('lectures'), number('trainees'), number('teaching_rounds'), number('consultations'), number('techniques'), number('satisfaction_percent'), { key: 'state', kind: 'word' }]
    case 'trainings':
      return [{ key: 'institution_id', kind: 'place' }, number('plans'), share('held'), share('reached'), share('passed'), number('staff'), share('credits')]
    default:
      return []
  }
}
