// The kinds of work, in the order of the navigation. A role sees what it may do; what is not built yet is not shown.
import { Calendar, Collection, Document, FirstAidKit, OfficeBuilding, Setting, Stamp, TrendCharts, User, UserFilled, View } from '@element-plus/icons-vue'
import type { Component } from 'vue'
import { useSession } from './session'

export interface Job {
  name: string
  to: string
  icon: Component
  may: () => boolean
}

export function jobs(): Job[] {
  const session = useSession()
  const all: Job[] = [
    { name: 'today', to: '/today', icon: Calendar, may: () => true },
    { name: 'residents', to: '/residents', icon: User, may: () => session.may('R', 'person_demographics') && !session.hasRole('county_admin') },
    { name: 'programmes', to: '/programmes', icon: Document, may: () => session.may('R', 'chronic_followup') && !session.hasRole('county_admin') },
    { name: 'indicators', to: '/indicators', icon: TrendCharts, may: () => session.may('R', 'report_statistics') },
    { name: 'institutions', to: '/institutions', icon: OfficeBuilding, may: () => session.may('R', 'organization_staff') },
    { name: 'accounts', to: '/accounts', icon: UserFilled, may: () => session.may('R', 'user_account') },
    { name: 'reviews', to: '/reviews', icon: Stamp, may: () => ['role_permission_review', 'bulk_export_review', 'delegation', 'break_glass_review', 'reading_alert', 'offline_review'].some((one) => session.may('R', one)) },
    { name: 'audit', to: '/audit', icon: View, may: () => session.may('R', 'audit_log') },
    { name: 'packs', to: '/packs', icon: Collection, may: () => session.may('U', 'dictionary') },
    { name: 'emergency', to: '/emergency', icon: FirstAidKit, may: () => session.may('C', 'break_glass') },
    { name: 'settings', to: '/settings', icon: Setting, may: () => true },
  ]
  return all.filter((job) => job.may())
}
