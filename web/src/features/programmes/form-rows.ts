// Who fills in, reads and corrects a form: each goes by a row of the permission matrix, which its pack names.
import { useSession } from '@/frame/session'
import { readPackWords, rowOf } from './pack-words'

/** "child/newborn-visit" */
export function mayForm(op: 'C' | 'R' | 'U', form: string): boolean {
  void readPackWords()
  return useSession().may(op, rowOf(form))
}
