// A server of the journey's own, on a copy of the demo county that nobody else touches: it can be stopped and started again at its address.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

const program = process.env.JIWEI_PROGRAM ?? ''

export class OwnServer {
  private process: ChildProcess | null = null
  url = ''

  constructor(readonly data: string) {}

  async start(): Promise<void> {
    const port = this.url ? new URL(this.url).port : '0'
    const started = spawn(program, ['serve', '--data', this.data, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'inherit'], cwd: new URL('../..', import.meta.url).pathname })
    this.process = started
    let said = ''
    for await (const piece of started.stdout!) {
      said += String(piece)
      const ready = / is ready: (\S+)/.exec(said)
      if (!ready) continue
      this.url = ready[1]!
      break
    }
    if (!this.url) throw new Error(`the server did not start: ${said}`)
  }

  async stop(): Promise<void> {
    const running = this.process
    this.process = null
    if (!running) return
    const ended = once(running, 'exit')
    running.kill('SIGTERM')
    await ended
  }

  /** Chains, totals and indicators, from the rows; throws when one does not agree. */
  verify(): string {
    return execFileSync(program, ['verify', 'all', '--data', this.data], { encoding: 'utf8', cwd: new URL('../..', import.meta.url).pathname })
  }

  query<T>(sql: string): T[] {
    const text = execFileSync('sqlite3', ['-json', `${this.data}/jiwei.db`, sql], { encoding: 'utf8' })
    return text.trim() ? (JSON.parse(text) as T[]) : []
  }
}
