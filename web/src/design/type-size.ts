// Large-type mode: 18 px, remembered on the device.
import { ref } from 'vue'

const store_key = 'jiwei.large-type'
export const largeType = ref(false)

export function setLargeType(on: boolean): void {
  largeType.value = on
  document.documentElement.classList.toggle('large-type', on)
  try {
    localStorage.setItem(store_key, on ? '1' : '0')
  } catch {
    // private mode: for this page only
  }
}

export function startTypeSize(): void {
  try {
    setLargeType(localStorage.getItem(store_key) === '1')
  } catch {
    setLargeType(false)
  }
}
