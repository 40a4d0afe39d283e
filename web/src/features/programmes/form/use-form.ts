// The state of one form being filled: answers, what the core makes of them at every change, what is confirmed and what was left.
import { computed, reactive, ref, shallowRef } from 'vue'
import { decide } from '@/core/core'
import type { Answers, CoreDecision, CoreFinding, DecideInput, Field, Form } from '@/core/types'
import { allFields, confirmKey, fieldOf, isEmpty, toSend } from './answers'

export type DecideBase = Omit<DecideInput, 'answers' | 'draft'>

export function useForm(form: Form, base: DecideBase, start: { answers: Answers; confirmed: string[]; carried?: string[] }) {
  const answers = reactive<Answers>({ ...start.answers })
  const confirmed = ref<string[]>([...start.confirmed])
  const left = reactive(new Set<string>())
  /** Taken over from the last form and not touched since. */
  const carried = reactive(new Set<string>(start.carried ?? []))
  const signing = ref(false)
  const decision = shallowRef<CoreDecision | null>(null)
  /** Findings of the server, kept until the field changes. */
  const refused = ref<CoreFinding[]>([])
  const fields = allFields(form)
  let asked = 0
  let latest: Promise<unknown> | null = null

  function evaluate(draft = true): Promise<CoreDecision> {
    asked += 1
    const mine = asked
    const made = decide({ ...base, draft, answers: clean() }).then((answer) => {
      if (mine === asked) decision.value = answer
      return answer
    })
    const done = (): void => void (mine === asked && (latest = null))
    latest = made.then(done, done)
    return made
  }

  /** What the rules still have to say about the answers as they stand; nothing, when they have said it. */
  const outstanding = (): Promise<unknown> | null => latest

  const clean = (): Answers => Object.fromEntries(fields.flatMap((field) => ((!field.computed || field.typed) && !isEmpty(answers[field.key]) ? [[field.key, answers[field.key]]] : [])))

  function set(key: string, value: unknown): void {
    if (isEmpty(value)) {
      delete answers[key]
      forget(key)
    } else answers[key] = value
    carried.delete(key)
    refused.value = refused.value.filter((finding) => fieldOf(finding.pointer) !== key)
    confirmed.value = confirmed.value.filter((one) => fieldOf(one) !== key)
    void evaluate()
  }

  /** What was answered before must not stand in the emptied field until the rules have answered again. */
  function forget(key: string): void {
    if (!decision.value || isEmpty(decision.value.answers[key])) return
    const { [key]: _, ...rest } = decision.value.answers
    decision.value = { ...decision.value, answers: rest }
  }

  /** Only what still fits the form as it is today is taken over. */
  async function dropUnfit(): Promise<void> {
    const made = await evaluate()
    const unfit = new Set(made.findings.filter((finding) => finding.severity === 'hard').map((finding) => fieldOf(finding.pointer)))
    for (const key of [...carried]) if (unfit.has(key) || !made.shown.includes(key)) set(key, undefined)
    // A doubt about a value that did not change was met when it was first signed.
    confirm(made.findings.filter((finding) => finding.severity === 'soft' && carried.has(fieldOf(finding.pointer))).map(confirmKey))
  }

  const confirm = (keys: string[]): void => void (confirmed.value = [...new Set([...confirmed.value, ...keys])])

  const shown = computed(() => new Set(decision.value?.shown ?? fields.map((field) => field.key)))
  const required = computed(() => new Set(decision.value?.required ?? []))
  /** What the field holds: typed, or worked out by the rules as long as nobody typed. */
  const value = (key: string): unknown => (isEmpty(answers[key]) ? (decision.value?.answers[key] ?? ruled(key)) : answers[key])
  const ruled = (key: string): unknown => (key === form.class_key ? decision.value?.class : key === form.next_key ? decision.value?.next : undefined)

  const findings = computed<CoreFinding[]>(() => {
    const own = decision.value?.findings ?? []
    const keys = new Set(own.map(confirmKey))
    return [...own, ...refused.value.filter((finding) => !keys.has(confirmKey(finding)))]
  })
  const at = (field: Field): CoreFinding[] => findings.value.filter((finding) => fieldOf(finding.pointer) === field.key)
  const visible = (field: Field): CoreFinding[] => (signing.value || left.has(field.key) ? at(field) : [])
  const doubtful = (list: CoreFinding[]): CoreFinding[] => list.filter((finding) => finding.severity === 'soft' && !confirmed.value.includes(confirmKey(finding)))
  const hard = (list: CoreFinding[]): CoreFinding[] => list.filter((finding) => finding.severity === 'hard')

  /** Everything as it would be signed; missing answers become findings. */
  async function finish(): Promise<{ ok: boolean; answers: Answers }> {
    signing.value = true
    const made = await evaluate(false)
    const ok = hard(made.findings).length === 0 && doubtful(made.findings).length === 0
    return { ok, answers: toSend(answers, made.shown, form) }
  }

  return { answers, confirmed, left, carried, dropUnfit, signing, decision, refused, shown, required, findings, evaluate, outstanding, set, confirm, value, at, visible, doubtful, hard, finish }
}

export type FormState = ReturnType<typeof useForm>
