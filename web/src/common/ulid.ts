// Ids made on the client (26 characters, time-ordered), so that a repeated request is recognised as the same act.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

export function ulid(now_ms: number = Date.now(), random: Uint8Array = crypto.getRandomValues(new Uint8Array(16))): string {
  let time = ''
  for (let rest = now_ms, i = 0; i < 10; i += 1, rest = Math.floor(rest / 32)) time = alphabet[rest % 32] + time
  return time + Array.from(random, (byte) => alphabet[byte % 32]).join('')
}
