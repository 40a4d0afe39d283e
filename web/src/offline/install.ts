// The page installs itself, so that it opens without a connection; a newer release waits until its user agrees to reload.
import { ref } from 'vue'

export const newer = ref(false)
let waiting: ServiceWorker | null = null

function watch(registration: ServiceWorkerRegistration): void {
  const look = (worker: ServiceWorker | null): void => {
    // Without a controller this is the first installation, not a newer release.
    if (worker?.state !== 'installed' || !navigator.serviceWorker.controller) return
    waiting = worker
    newer.value = true
  }
  look(registration.waiting)
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing
    worker?.addEventListener('statechange', () => look(worker))
  })
}

export async function installPage(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  try {
    watch(await navigator.serviceWorker.register('/sw.js'))
  } catch {
    // private mode or a full disk: the page works as long as it is open
  }
}

export function useNewer(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting?.postMessage('take-over')
}
