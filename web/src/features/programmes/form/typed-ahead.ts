// Keys that come while the rules still answer are kept in their order and typed again when they have: how fast somebody types changes nothing of
// what stands in the form.
import { nextTick } from 'vue'

type Key = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>

const character = (event: Key): boolean => [...event.key].length === 1
const typedText = (element: Element | null): element is HTMLInputElement | HTMLTextAreaElement => element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === 'text')

/** What the browser does with a key that nobody took. */
function type(element: HTMLInputElement | HTMLTextAreaElement, event: Key): void {
  const from = element.selectionStart ?? element.value.length
  const to = element.selectionEnd ?? from
  if (event.key === 'Backspace') element.setRangeText('', from === to ? Math.max(from - 1, 0) : from, to, 'end')
  else if (event.key === 'Delete') element.setRangeText('', from, from === to ? to + 1 : to, 'end')
  else if (character(event) && (element.maxLength < 0 || element.value.length - (to - from) < element.maxLength)) element.setRangeText(event.key, from, to, 'end')
  else return
  element.dispatchEvent(new Event('input', { bubbles: true }))
}

/** In a list the characters choose what begins with them. */
function chooseBy(element: HTMLSelectElement, typed: string): void {
  const found = [...element.options].find((option) => option.value.startsWith(typed) || option.text.trim().startsWith(typed))
  if (!found || found.value === element.value) return
  element.value = found.value
  element.dispatchEvent(new Event('change', { bubbles: true }))
}

export class TypedAhead {
  private waiting: Key[] = []
  private work: Promise<void> | null = null
  private nested: Promise<void> | null = null
  private again = false
  private chosen = { of: null as Element | null, typed: '' }

  /** `tab`: where the Tab key leads, which no page can press itself. */
  constructor(private readonly tab: (from: HTMLElement, by: 1 | -1) => void) {}

  get busy(): boolean {
    return this.work !== null
  }

  /** Kept for later. A key of an input method cannot be kept: `hurried` says that one came. */
  holds(event: KeyboardEvent): 'held' | 'hurried' | 'free' {
    if (!this.busy || this.again || ['Shift', 'Control', 'Alt', 'Meta', 'CapsLock'].includes(event.key)) return 'free'
    if (event.isComposing || event.key === 'Process' || event.key === 'Unidentified') return 'hurried'
    if ((event.ctrlKey || event.metaKey) && event.key !== 'Enter') return 'free'
    const { key, code, altKey, ctrlKey, metaKey, shiftKey } = event
    this.waiting.push({ key, code, altKey, ctrlKey, metaKey, shiftKey })
    event.preventDefault()
    event.stopPropagation()
    return 'held'
  }

  /** Does what Enter does, and then types what came meanwhile; an Enter among that waits for its own turn. */
  async during(act: () => Promise<void>): Promise<void> {
    if (this.work) return (this.nested = act())
    this.work = this.whole(act)
    try {
      await this.work
    } finally {
      this.work = null
      this.waiting = []
    }
  }

  private async whole(act: () => Promise<void>): Promise<void> {
    await act()
    for (let key = this.waiting.shift(); key; key = this.waiting.shift()) {
      this.press(key)
      if (this.nested) await this.nested
      this.nested = null
      await nextTick() // what a choice or an opened field does to the focus
    }
  }

  private press(key: Key): void {
    const element = document.activeElement
    if (!(element instanceof HTMLElement)) return
    const event = new KeyboardEvent('keydown', { ...key, bubbles: true, cancelable: true })
    this.again = true
    element.dispatchEvent(event)
    this.again = false
    if (event.defaultPrevented) return
    if (key.key === 'Tab') this.tab(element, key.shiftKey ? -1 : 1)
    else if (typedText(element)) type(element, key)
    else if (element instanceof HTMLSelectElement && character(key)) this.choose(element, key.key)
    else if (element instanceof HTMLButtonElement && (key.key === 'Enter' || key.key === ' ')) element.click()
  }

  private choose(element: HTMLSelectElement, character: string): void {
    this.chosen = { of: element, typed: (this.chosen.of === element ? this.chosen.typed : '') + character }
    chooseBy(element, this.chosen.typed)
  }
}
