// A pack as the officer has it: the one file that `jiwei pack build` made, or the folder itself.
const bytes_max = 4 * 1024 * 1024

/** Path inside the pack to text; or why it is none. */
export async function packFiles(files: File[]): Promise<Record<string, string> | 'too_large' | 'no_pack'> {
  if (files.reduce((sum, file) => sum + file.size, 0) > bytes_max) return 'too_large'
  if (files.length === 1 && !files[0]!.webkitRelativePath) return builtFile(await files[0]!.text())
  const found: Record<string, string> = {}
  for (const file of files) {
    const path = file.webkitRelativePath.split('/').slice(1).join('/')
    if (path && !path.split('/').some((part) => part.startsWith('.'))) found[path] = await file.text()
  }
  return 'pack.json' in found ? found : 'no_pack'
}

function builtFile(text: string): Record<string, string> | 'no_pack' {
  try {
    const bundle = JSON.parse(text) as Record<string, unknown>
    const is_bundle = typeof bundle === 'object' && bundle !== null && 'pack.json' in bundle && Object.values(bundle).every((one) => typeof one === 'string')
    return is_bundle ? (bundle as Record<string, string>) : 'no_pack'
  } catch {
    return 'no_pack'
  }
}
