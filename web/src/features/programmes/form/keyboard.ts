// The keyboard of a form: Enter goes on, arrows choose, digits select codes, `.` repeats the last value. Pure logic; the
// components only carry out what is decided here.

export type FormKey = 'next' | 'previous' | 'repeat' | 'sign' | null

export interface KeyLike {
  key: string
  altKey?: boolean
  ctrlKey?: boolean
  metaKey?: boolean
  shiftKey?: boolean
  isComposing?: boolean
  code?: string
}

/** `repeats`: `.` in an empty coded or text field means the last value; in a number it is the decimal point. */
export function formKey(event: KeyLike, field: { repeats: boolean; empty: boolean; multiline: boolean }): FormKey {
  if (event.isComposing) return null
  if (event.key === 'Enter') {
    if (event.ctrlKey || event.metaKey) return 'sign'
    if (event.altKey || (field.multiline && event.shiftKey)) return null
    return event.shiftKey ? 'previous' : 'next'
  }
  const dot = event.key === '.' || event.key === '。' || event.code === 'Period' || event.code === 'NumpadDecimal'
  if (dot && event.altKey) return 'repeat'
  if (dot && !event.ctrlKey && !event.metaKey && !event.shiftKey && field.repeats && field.empty) return 'repeat'
  return null
}

/** The option to move to, for a group of `count` with `at` current (-1: none). Null: not an arrow. */
export function arrow(key: string, at: number, count: number): number | null {
  if (count === 0) return null
  if (key === 'ArrowRight' || key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowLeft' || key === 'ArrowUp') return at <= 0 ? count - 1 : at - 1
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return null
}

export const digit_wait_ms = 600

/** Digits typed one after another into a code. A code that is also the beginning of another (9 and 99) waits for the next digit
    or for `digit_wait_ms`. */
export class DigitCodes {
  private typed = ''
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly codes: () => string[],
    private readonly select: (code: string) => void,
  ) {}

  /** True when the key was a digit that belongs to some code. */
  key(key: string): boolean {
    if (!/^[0-9]$/.test(key)) return false
    clearTimeout(this.timer)
    let typed = this.typed + key
    if (!this.some(typed)) typed = key
    if (!this.some(typed)) {
      this.typed = ''
      return false
    }
    this.typed = typed
    const longer = this.codes().some((code) => code.length > typed.length && code.startsWith(typed))
    if (!longer) this.settle()
    else this.timer = setTimeout(() => this.settle(), digit_wait_ms)
    return true
  }

  /** The wait is over, or the field is left. */
  settle(): void {
    clearTimeout(this.timer)
    const typed = this.typed
    this.typed = ''
    if (typed && this.codes().includes(typed)) this.select(typed)
  }

  private some(start: string): boolean {
    return this.codes().some((code) => code.startsWith(start))
  }
}

/** The element that a field is entered by, in reading order; hidden and disabled ones are passed over. */
export function entries(root: ParentNode): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>('[data-entry]')].filter((element) => !element.hasAttribute('disabled') && element.closest('[hidden]') === null)
}

/** The entry after (or before) the one that has the focus; a field whose focus stands on no entry counts as its own last (first). `passes`:
    fields that Enter need not stop at. */
export function step(root: ParentNode, from: Element | null, by: 1 | -1, passes: (field: string) => boolean = () => false): HTMLElement | null {
  const all = entries(root)
  let at = all.findIndex((element) => element === from)
  if (at < 0) {
    const field = from?.closest('[data-field]') ?? null
    const own = all.flatMap((element, index) => (field !== null && element.closest('[data-field]') === field ? [index] : []))
    at = (by === 1 ? own[own.length - 1] : own[0]) ?? -1
  }
  const named = (element: HTMLElement): string => element.closest<HTMLElement>('[data-field]')?.dataset.field ?? ''
  const here = from?.closest<HTMLElement>('[data-field]')?.dataset.field
  for (at += by; all[at]; at += by) if (named(all[at]!) === here || !passes(named(all[at]!))) return all[at]!
  return null
}

/** The keys of a plain form, where nothing repeats: Enter to the next field and after the last to `end`, Ctrl+Enter signs. Buttons keep their own keys. */
export function plainFormKey(event: KeyboardEvent, root: HTMLElement | undefined, sign: () => unknown, end: () => HTMLElement | null): void {
  const from = event.target as HTMLElement
  if (!root || from.tagName === 'BUTTON') return
  const act = formKey(event, { repeats: false, empty: false, multiline: from.tagName === 'TEXTAREA' })
  if (act === 'sign') sign()
  else if (act === 'next' || act === 'previous') (step(root, from, act === 'next' ? 1 : -1) ?? end())?.focus()
  else return
  event.preventDefault()
}
