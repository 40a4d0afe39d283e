// What the administration of accounts and the reviews speak with the server: all of it from the server's own description.
import type { Schemas } from '@/api/openapi.generated'

export type Held = Schemas['AccountRole']
export type Account = Schemas['Account']
/** What a proposal wants depends on its kind: a role, or nothing more than its subject. */
export type Proposal = Omit<Schemas['Proposal'], 'wanted'> & { wanted: Partial<Pick<Schemas['RoleInput'], 'role' | 'end' | 'from' | 'to'> & { scopes: string[]; days: number; institution_name: string }> }
export type Delegation = Schemas['Delegation']
export type Glass = Schemas['OpeningLine']
export type GlassProposal = Schemas['EmergencyProposal']
export type Alert = Schemas['ReadingAlert']
export type OfflineAct = Schemas['StaffOfflineReview']
export type Line = Schemas['AuditLine']
export const roles_assignable = ['village_doctor', 'township_doctor', 'nurse', 'ph_staff', 'pharmacist', 'cashier', 'accountant', 'inst_admin', 'county_admin', 'cdc', 'supervisor', 'insurer', 'auditor', 'sysadmin']
