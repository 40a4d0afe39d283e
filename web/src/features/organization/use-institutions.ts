// The institutions in reach, read once a page: for names and for pickers.
import { computed, shallowRef } from 'vue'
import { get } from '@/api/client'
import type { Institution, Page } from '@/api/types'

export function useInstitutions() {
  const all = shallowRef<Institution[]>([])
  const names = computed(() => new Map(all.value.map((one) => [one.id, one.name])))
  async function load(): Promise<void> {
    all.value = (await get<Page<Institution>>('/api/institutions').catch(() => ({ items: [] as Institution[] }))).items
  }
  return { all, load, name: (id: string): string => names.value.get(id) ?? '' }
}
