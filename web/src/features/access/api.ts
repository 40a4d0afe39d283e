// What the administration of accounts and the reviews speak with the server.
export interface Held {
  institution_id: string
  institution_name: string
  role: string
  from: string
  to: string
  approved_by_two: boolean
}
export interface Account {
  id: string
  name: string
  display_name: string
  disabled: boolean
  demo: boolean
  ends_on: string
  used_at: string
  home_division: string
  home_address: string
  version: number
  second_factor: boolean
  sessions: number
  assignments: Held[]
}
export interface Proposal {
  id: string
  kind: 'role' | 'factor' | 'export'
  state: string
  subject_name: string
  wanted: { role?: string; end?: boolean; from?: string; to?: string }
  reason: string
  proposed_by: string
  mine: boolean
  proposed_at: string
  decided_by: string
  decided_at: string
  note: string
}
export interface Delegation {
  id: string
  from_user: string
  to_user: string
  from: string
  to: string
  reason: string
  state: string
  mine: boolean
  proposed_by: string
  proposed_at: string
  decided_by: string
  decided_at: string
}
export interface Glass {
  id: string
  user_name: string
  institution_name: string
  mine: boolean
  reason: string
  text: string
  opened_at: string
  ends_at: string
  resident_id: string
  note: string
  review_due: string
  late: boolean
  verdict: string
  reviewed_by: string
  reviewed_at: string
}
export interface Alert {
  id: string
  rule: string
  user_name: string
  from: string
  until: string
  count: number
  verdict: string
  reviewed_by: string
  reviewed_at: string
}
export interface Line {
  seq: number
  at: string
  actor: string
  user_name: string
  role: string
  institution_name: string
  action: string
  resource: string
  resource_id: string
  person_id: string
  outcome: string
  reason: string
  address: string
}
export const roles_assignable = ['village_doctor', 'township_doctor', 'nurse', 'ph_staff', 'pharmacist', 'cashier', 'accountant', 'inst_admin', 'county_admin', 'cdc', 'supervisor', 'insurer', 'auditor', 'sysadmin']
