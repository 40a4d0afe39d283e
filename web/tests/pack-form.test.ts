// A form by keyboard alone, with a core that knows two rules: 140 and more is doubtful, over 300 impossible.
import { mount } from '@vue/test-utils'
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useCore } from '@/core/core'
import type { Answers, CoreFinding, Field, Form } from '@/core/types'
import PackForm from '@/features/programmes/form/PackForm.vue'
import { useForm, type FormState } from '@/features/programmes/form/use-form'
import { i18n } from '@/i18n'

const words = (zh: string): { zh: string; en: string } => ({ zh, en: zh })
const choices = ['1', '2', '99'].map((code) => ({ code, label: words(`选项${code}`) }))
const fields: Field[] = [
  { key: 'mode', type: 'code', label: words('方式'), choices },
  { key: 'symptom', type: 'codes', label: words('症状'), choices, exclusive: '1' },
  { key: 'sbp', type: 'int', label: words('收缩压'), unit: 'mmHg' },
  { key: 'bmi', type: 'dec', label: words('体质指数'), computed: true },
  { key: 'other', type: 'text', label: words('其他') },
]
const form: Form = { name: 'f', row: 'chronic_followup', title: words('表'), source: '', date_key: 'date', class_key: null, next_key: null, decides: false, sections: [{ key: 's', label: words('部分'), fields }] }

function decideByHand({ answers, draft }: { answers: Answers; draft: boolean }): object {
  const findings: CoreFinding[] = []
  const sbp = answers.sbp
  if (typeof sbp === 'number' && sbp > 300) findings.push({ pointer: '/answers/sbp', code: 'RANGE_HARD', allowed: '50-300 mmHg', severity: 'hard' })
  else if (typeof sbp === 'number' && sbp >= 140) findings.push({ pointer: '/answers/sbp', code: 'RANGE_SOFT', allowed: '< 140 mmHg', severity: 'soft' })
  if (!draft && sbp === undefined) findings.push({ pointer: '/answers/sbp', code: 'REQUIRED', allowed: '', severity: 'hard' })
  const shown = fields.map((field) => field.key)
  return { ok: true, decision: { findings, answers: { ...answers, bmi: sbp ? 24.2 : undefined }, shown, required: ['mode', 'sbp'], row: '', class: null, rule_class: null, next: null, rule_next: null, referral: 'none', flags: {}, messages: [], closes: [], cancels: [], creates: [], facts: [], enrolment_state: null } }
}

const base = { pack: 'p', form: 'f', today: '2026-11-21', resident: { birth_date: '1960-01-01', sex: '1', death_date: null }, enrolment: null, facts: [], tasks: [] }
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve))
  await nextTick()
}

describe('a form by keyboard', () => {
  let state: FormState
  let view: ReturnType<typeof mount>

  beforeEach(async () => {
    document.body.innerHTML = ''
    setActivePinia(createPinia())
    useCore(async (_, args) => decideByHand(args as { answers: Answers; draft: boolean }))
    state = useForm(form, base, { answers: {}, confirmed: [] })
    await state.evaluate()
    view = mount(PackForm, { props: { form, state, previous: { mode: '2', other: '头晕', sbp: 150 }, previousOn: '2026-10-20' }, global: { plugins: [i18n, createPinia()] }, attachTo: document.body })
    await settled()
  })

  const field = (): string => document.activeElement?.closest<HTMLElement>('[data-field]')?.dataset.field ?? ''
  async function press(key: string, more: KeyboardEventInit = {}): Promise<void> {
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))
    await settled()
  }
  async function type(text: string): Promise<void> {
    const input = document.activeElement as HTMLInputElement
    input.value = text
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await settled()
  }

  it('waits at the first required field and goes on with Enter, past what is computed', async () => {
    expect(field()).toBe('mode')
    await press('1')
    expect(state.answers.mode).toBe('1')
    await press('Enter')
    expect(field()).toBe('symptom')
    await press('Enter')
    await type('128')
    expect(state.value('bmi')).toBe(24.2)
    await press('Enter')
    expect(field()).toBe('other')
    await press('Enter', { shiftKey: true })
    expect(field()).toBe('sbp')
    expect(view.emitted('end')).toBeUndefined()
    await press('Enter')
    await press('Enter')
    expect(view.emitted('end')).toHaveLength(1)
  })

  it('chooses with arrows and digits; "none" stands alone', async () => {
    await press('ArrowRight')
    expect(state.answers.mode).toBe('2')
    await press('Enter')
    await press('2')
    await press('9')
    await press('9')
    expect(state.answers.symptom).toEqual(['2', '99'])
    await press('1')
    expect(state.answers.symptom).toEqual(['1'])
  })

  it('holds a doubtful value once and takes the second Enter as confirmation', async () => {
    state.set('mode', '1')
    document.querySelector<HTMLElement>('[data-field="sbp"] input')!.focus()
    await type('152')
    expect(view.find('[data-field="sbp"] .soft').exists(), 'nothing is said while typing').toBe(false)
    await press('Enter')
    expect(field()).toBe('sbp')
    expect(view.find('[data-field="sbp"] .soft').text()).toContain('< 140 mmHg')
    await press('Enter')
    expect(state.confirmed.value).toEqual(['/answers/sbp#RANGE_SOFT'])
    expect(field()).toBe('other')
    state.set('sbp', 160)
    expect(state.confirmed.value, 'another value is not confirmed').toEqual([])
  })

  it('does not let Enter pass an impossible value', async () => {
    document.querySelector<HTMLElement>('[data-field="sbp"] input')!.focus()
    await type('400')
    await press('Enter')
    await press('Enter')
    expect(field()).toBe('sbp')
    expect(view.find('[data-field="sbp"] .hard').text()).toContain('50-300 mmHg')
    expect(document.activeElement!.getAttribute('aria-invalid')).toBe('true')
  })

  it('repeats the last value: `.` in an empty coded or text field, Alt+. anywhere', async () => {
    await press('.')
    expect(state.answers.mode).toBe('2')
    document.querySelector<HTMLElement>('[data-field="sbp"] input')!.focus()
    await press('.')
    expect(state.answers.sbp).toBeUndefined()
    await press('.', { altKey: true })
    expect(state.answers.sbp).toBe(150)
    document.querySelector<HTMLElement>('[data-field="other"] input')!.focus()
    await press('。')
    expect(state.answers.other).toBe('头晕')
  })

  it('signs with Ctrl+Enter and says what is missing', async () => {
    await press('Enter', { ctrlKey: true })
    expect(view.emitted('sign')).toHaveLength(1)
    const { ok } = await state.finish()
    await settled()
    expect(ok).toBe(false)
    expect(view.find('[data-field="sbp"] .hard').text()).toBe('必填')
  })

  describe('typed faster than the rules answer', () => {
    const slow_ms = 15
    const answered = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 12 * slow_ms))
      await settled()
    }
    /** As a browser does: the key, and, when nobody took it, its character at the focus. */
    function hit(...keys: string[]): void {
      for (const key of keys) {
        const element = document.activeElement as HTMLInputElement
        const event = new KeyboardEvent('keydown', { key: key.replace('Ctrl+', ''), ctrlKey: key.startsWith('Ctrl+'), bubbles: true, cancelable: true })
        if (!element.dispatchEvent(event) || key.length > 1 || element.tagName !== 'INPUT') continue
        element.setRangeText(key, element.selectionStart!, element.selectionEnd!, 'end')
        element.dispatchEvent(new Event('input', { bubbles: true }))
      }
    }
    const answers = (): Answers => ({ ...state.answers })

    beforeEach(() => useCore((_, args) => new Promise((resolve) => setTimeout(() => resolve(decideByHand(args as { answers: Answers; draft: boolean })), slow_ms))))

    it('puts every key into the field that it was meant for', async () => {
      hit('1', 'Enter', '2', 'Enter', '1', '2', '8', 'Enter', 'o', 'k', 'Enter')
      await answered()
      expect(answers()).toEqual({ mode: '1', symptom: ['2'], sbp: 128, other: 'ok' })
      expect(view.emitted('end')).toHaveLength(1)
    })

    it('means the same Enter by it as slowly: the second one confirms a doubt', async () => {
      document.querySelector<HTMLElement>('[data-field="sbp"] input')!.focus()
      hit('1', '5', '2', 'Enter', 'Enter', 'n', 'o', 'Ctrl+Enter')
      await answered()
      expect(answers()).toEqual({ sbp: 152, other: 'no' })
      expect(state.confirmed.value).toEqual(['/answers/sbp#RANGE_SOFT'])
      expect(view.emitted('sign')).toHaveLength(1)
    })

    it('lets keys correct what stands there, and an impossible value holds them', async () => {
      document.querySelector<HTMLElement>('[data-field="sbp"] input')!.focus()
      hit('4', '0', '0', 'Enter', 'Backspace', 'Backspace', 'Backspace', '1', '2', '0', 'Enter', 'x')
      await answered()
      expect(answers()).toEqual({ sbp: 120, other: 'x' })
    })

    it('does not wait for what was answered already', async () => {
      hit('1')
      await answered()
      hit('Enter')
      expect(field()).toBe('symptom')
    })

    it('takes a code that waits for a second digit when Enter comes', async () => {
      document.querySelector<HTMLElement>('[data-field="symptom"] [data-entry]')!.focus()
      hit('9', 'Enter')
      await answered()
      expect(field(), 'no choice takes the focus back').toBe('sbp')
      state.set('symptom', undefined)
      document.querySelector<HTMLElement>('[data-field="symptom"] [data-entry]')!.focus()
      hit('9', '9', 'Enter', '7', '7', 'Enter')
      await answered()
      expect(answers()).toEqual({ symptom: ['99'], sbp: 77 })
    })

    it('goes on at once before a key of an input method, which cannot be kept', async () => {
      document.querySelector<HTMLElement>('[data-field="sbp"] input')!.focus()
      hit('1', '2', '8', 'Enter')
      expect(field()).toBe('sbp')
      hit('Process')
      expect(field()).toBe('other')
      await answered()
      expect(field()).toBe('other')
    })
  })

  it('names every control', () => {
    for (const control of view.element.querySelectorAll('input, select, [role=radiogroup], [role=group]')) {
      const id = control.getAttribute('id') ?? ''
      const named = control.getAttribute('aria-label') ?? control.getAttribute('aria-labelledby') ?? document.querySelector(`label[for="${id}"]`)?.textContent
      expect(named, control.outerHTML.slice(0, 80)).toBeTruthy()
    }
  })
})
