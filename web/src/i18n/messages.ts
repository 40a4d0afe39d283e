// A feature keeps its words beside its components (`features/<name>/messages/`); what belongs to none stands in this folder.
export type Messages = { [key: string]: string | Messages }

/** One tree of all parts; two parts with the same first key would hide each other's words, so that is refused. */
export function joined(parts: Messages[]): Messages {
  const all: Messages = {}
  for (const part of parts) {
    for (const [key, words] of Object.entries(part)) {
      if (key in all) throw new Error(`two message files begin with "${key}"`)
      all[key] = words
    }
  }
  return all
}
