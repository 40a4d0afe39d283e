import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router'
import { asProblem } from './api/problem'
import { form_rows } from './core/form-rows'
import { useSession } from './frame/session'
import { t } from './i18n'

declare module 'vue-router' {
  interface RouteMeta {
    /** Without the frame. */
    bare?: boolean
    /** Reachable without being signed in. */
    open?: boolean
    /** [operation, resource] of the permission matrix. */
    /** An operation on one of these rows of the permission matrix. */
    needs?: [op: string, ...rows: string[]]
    title?: string
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/', redirect: '/today' },
  { path: '/sign-in', component: () => import('./features/access/SignInPage.vue'), meta: { bare: true, open: true, title: 'sign_in' } },
  { path: '/setup', component: () => import('./features/access/SetupPage.vue'), meta: { bare: true, open: true, title: 'setup' } },
  { path: '/password', component: () => import('./features/access/PasswordPage.vue'), meta: { bare: true, title: 'password' } },
  { path: '/reset', component: () => import('./features/access/ResetPage.vue'), meta: { bare: true, open: true, title: 'reset' } },
  { path: '/second-factor', component: () => import('./features/access/SecondFactorPage.vue'), meta: { bare: true, title: 'second_factor' } },
  { path: '/accounts', component: () => import('./features/access/AccountsPage.vue'), meta: { title: 'accounts', needs: ['R', 'user_account'] } },
  { path: '/reviews', component: () => import('./features/access/ReviewsPage.vue'), meta: { title: 'reviews' } },
  { path: '/audit', component: () => import('./features/access/AuditPage.vue'), meta: { title: 'audit', needs: ['R', 'audit_log'] } },
  { path: '/emergency', component: () => import('./features/access/EmergencyPage.vue'), meta: { title: 'emergency', needs: ['C', 'break_glass'] } },
  { path: '/today', component: () => import('./features/programmes/TodayPage.vue'), meta: { title: 'today' } },
  { path: '/residents', component: () => import('./features/residents/SearchPage.vue'), meta: { title: 'residents', needs: ['R', 'person_demographics'] } },
  { path: '/residents/new', component: () => import('./features/residents/NewResidentPage.vue'), meta: { title: 'new_resident', needs: ['C', 'person_demographics'] } },
  { path: '/residents/import', component: () => import('./features/residents/ImportPage.vue'), meta: { title: 'import', needs: ['C', 'person_demographics'] } },
  { path: '/residents/duplicates', component: () => import('./features/residents/DuplicatesPage.vue'), meta: { title: 'duplicates' } },
  { path: '/residents/duplicates/:a/:b', component: () => import('./features/residents/ComparePage.vue'), props: true, meta: { title: 'compare' } },
  { path: '/residents/transfers', component: () => import('./features/residents/TransfersPage.vue'), meta: { title: 'transfers', needs: ['R', 'person_demographics'] } },
  { path: '/residents/corrections', component: () => import('./features/residents/CorrectionsPage.vue'), meta: { title: 'corrections' } },
  { path: '/residents/merges/:merge', component: () => import('./features/residents/MergePage.vue'), props: true, meta: { title: 'merge' } },
  { path: '/residents/:resident', component: () => import('./features/residents/ResidentPage.vue'), props: true, meta: { title: 'resident', needs: ['R', 'person_demographics'] } },
  { path: '/residents/:resident/cover', component: () => import('./features/residents/CoverPage.vue'), props: true, meta: { title: 'cover', needs: ['U', 'person_demographics'] } },
  { path: '/residents/:resident/forms/:pack/:form', component: () => import('./features/programmes/FormPage.vue'), props: true, meta: { title: 'form', needs: ['C', ...form_rows] } },
  { path: '/residents/:resident/records/:record', component: () => import('./features/programmes/RecordPage.vue'), props: true, meta: { title: 'record', needs: ['R', ...form_rows] } },
  { path: '/residents/:resident/records/:record/amend', component: () => import('./features/programmes/FormPage.vue'), props: true, meta: { title: 'amend', needs: ['U', ...form_rows] } },
  { path: '/waiting', component: () => import('./features/programmes/WaitingPage.vue'), meta: { title: 'waiting' } },
  { path: '/waiting/:review', component: () => import('./features/programmes/ReviewPage.vue'), props: (route) => ({ review: route.params.review, resident: route.query.resident }), meta: { title: 'compare_waiting' } },
  { path: '/programmes', component: () => import('./features/programmes/WorklistPage.vue'), meta: { title: 'programmes', needs: ['R', 'chronic_followup'] } },
  { path: '/packs', component: () => import('./features/programmes/PacksPage.vue'), meta: { title: 'packs', needs: ['U', 'dictionary'] } },
  { path: '/programmes/import', component: () => import('./features/programmes/ImportRecordsPage.vue'), meta: { title: 'import_records', needs: ['C', ...form_rows] } },
  { path: '/indicators', component: () => import('./features/indicators/DashboardPage.vue'), meta: { title: 'indicators', needs: ['R', 'report_statistics'] } },
  { path: '/indicators/frozen', component: () => import('./features/indicators/FrozenPage.vue'), meta: { title: 'frozen', needs: ['R', 'report_statistics'] } },
  { path: '/institutions', component: () => import('./features/organization/InstitutionsPage.vue'), meta: { title: 'institutions', needs: ['R', 'organization_staff'] } },
  { path: '/institutions/staff', component: () => import('./features/organization/StaffPage.vue'), meta: { title: 'institutions', needs: ['R', 'organization_staff'] } },
  { path: '/institutions/staff/:staff', component: () => import('./features/organization/StaffMemberPage.vue'), props: true, meta: { title: 'institutions', needs: ['R', 'organization_staff'] } },
  { path: '/institutions/grids/:grid/notice', component: () => import('./features/organization/GridNotice.vue'), props: true, meta: { title: 'institutions', needs: ['R', 'grid_team'] } },
  { path: '/institutions/grids', component: () => import('./features/organization/GridsPage.vue'), meta: { title: 'institutions', needs: ['R', 'grid_team'] } },
  { path: '/institutions/figures', component: () => import('./features/organization/FiguresPage.vue'), meta: { title: 'institutions', needs: ['R', 'report_statistics'] } },
  { path: '/institutions/registers/:group', component: () => import('./features/organization/RegisterPage.vue'), props: true, meta: { title: 'institutions' } },
  { path: '/settings', component: () => import('./features/access/SettingsPage.vue'), meta: { title: 'settings' } },
  { path: '/forbidden', component: () => import('./frame/ForbiddenPage.vue'), meta: { title: 'forbidden' } },
  { path: '/:rest(.*)*', component: () => import('./frame/NotFoundPage.vue'), meta: { title: 'not_found' } },
]

export const router = createRouter({
  history: createWebHistory(),
  routes,
  scrollBehavior: (to, from, saved) => (saved ?? (to.path === from.path ? false : { top: 0 })),
})

/** Only addresses of this page may follow sign-in. */
export const safeReturn = (to: unknown): string => (typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : '/today')

router.beforeEach(async (to) => {
  const session = useSession()
  if (!session.known) {
    try {
      await session.load()
    } catch (error) {
      if (!asProblem(error).unreachable) throw error
    }
  }
  if (to.path === '/setup' || to.path === '/reset') return true
  if (to.meta.open) return session.current && !session.current.must_change_password ? safeReturn(to.query.to) : true
  if (!session.current) return { path: '/sign-in', query: to.fullPath === '/today' ? {} : { to: to.fullPath } }
  if (session.current.must_change_password && to.path !== '/password') return '/password'
  if (session.current.second_factor?.must_enrol && !session.current.must_change_password && to.path !== '/second-factor') return '/second-factor'
  const [op, ...rows] = to.meta.needs ?? ['']
  // Readers of totals come here from a row they opened for a purpose; the server says no to every other.
  const opened = typeof to.params.resident === 'string' && to.matched[0]?.path === '/residents/:resident' && session.may('C', 'person_purpose')
  if (rows.length && !opened && !rows.some((row) => session.may(op, row))) return { path: '/forbidden', query: { from: to.fullPath } }
  return true
})

router.afterEach((to) => {
  const name = to.meta.title ? t(`title.${to.meta.title}`) : ''
  document.title = name ? `${name} · ${t('app.name')}` : t('app.name')
})
