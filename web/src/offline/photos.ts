// Photographs of a paper form: made small on the device, which also leaves behind what the camera wrote beside the picture; they wait in the
// encrypted store with the draft and go out behind their record.
import { ulid } from '@/common/ulid'
import { enqueue, type Photo } from './queue'
import { vault } from './vault'

export const photos_max = 6
const side_px = 1_600
const small_bytes = 350_000
const qualities = [0.8, 0.65, 0.5, 0.35]

/** A value may hold a comma; the type is before the semicolon. */
async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(text)
}

export const scaled = (width: number, height: number): { width: number; height: number } => {
  const by = Math.min(1, side_px / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * by)), height: Math.max(1, Math.round(height * by)) }
}

/** A picture file as a JPEG of at most 1,600 pixels a side, some hundred kilobytes; throws when the browser cannot read it. */
export async function shrink(file: Blob): Promise<Photo> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const canvas = document.createElement('canvas')
  Object.assign(canvas, scaled(picture.width, picture.height))
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  for (const quality of qualities) {
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
    if (!blob) break
    if (blob.size <= small_bytes || quality === qualities.at(-1)) return { id: ulid(), type: blob.type, base64: await base64Of(blob) }
  }
  throw new Error('picture')
}

const key = (user: string, record: string): string => `photo:${user}:${record}`
export const keptPhotos = async (user: string, record: string): Promise<Photo[]> => (await (await vault()).get<Photo[]>(key(user, record))) ?? []
export async function keepPhotos(user: string, record: string, photos: Photo[]): Promise<void> {
  const store = await vault()
  if (photos.length > 0) await store.put(key(user, record), photos)
  else await store.remove(key(user, record))
}

export interface PhotosOf {
  user: string
  resident: string
  record: string
  title: string
}

/** Behind the record in the queue; the same way with and without a connection. */
export async function enqueuePhotos(of: PhotosOf, photos: Photo[], kept_under = of.record): Promise<void> {
  const path = (id: string): string => `/api/residents/${encodeURIComponent(of.resident)}/records/${encodeURIComponent(of.record)}/attachments?id=${id}`
  for (const photo of photos) await enqueue({ id: photo.id, user: of.user, path: path(photo.id), body: null, photo, queued_at: Date.now(), title: of.title, back_to: `/residents/${of.resident}/records/${of.record}` })
  await keepPhotos(of.user, kept_under, [])
}
