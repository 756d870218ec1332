import type { OnProgress } from '../jobs/progress.ts'

/** What a bar needs of process.stderr. */
export interface Terminal {
  isTTY?: boolean
  write(text: string): unknown
}

/**
 * Progress as one line on a terminal, with rate and time left; silent where stderr is no terminal.
 * The rate is that of the whole stage, so that the estimate does not jump.
 */
export function progressBar(now: () => number = Date.now, out: Terminal = process.stderr): OnProgress {
  if (!out.isTTY) return () => {}
  let stage = ''
  let startedMs = 0
  let startedDone = 0
  let shownMs = 0
  return (progress) => {
    const atMs = now()
    if (progress.stage !== stage) {
      if (stage) out.write('\n')
      stage = progress.stage
      startedMs = atMs
      startedDone = progress.done
      shownMs = 0
    }
    const finished = progress.total !== undefined && progress.done >= progress.total
    if (atMs - shownMs < 100 && !finished) return
    shownMs = atMs
    out.write(`\r\x1b[2K${line(progress, (progress.done - startedDone) / Math.max(1e-3, (atMs - startedMs) / 1000))}`)
    if (finished) {
      out.write('\n')
      stage = ''
    }
  }
}

function line({ stage, done, total, unit }: Parameters<OnProgress>[0], perSecond: number): string {
  const rate = `${count(perSecond)} ${unit}/s`
  if (total === undefined) return `${stage}  ${count(done)} ${unit}  ${rate}`
  const share = total === 0 ? 1 : Math.min(1, done / total)
  const bar = '█'.repeat(Math.round(share * 24)).padEnd(24, '░')
  const left = perSecond > 0 ? duration((total - done) / perSecond) : '–'
  return `${stage}  ${bar} ${Math.round(share * 100)} %  ${count(done)}/${count(total)} ${unit}  ${rate}  ${left} left`
}

const count = (n: number) => (n < 100 && n % 1 !== 0 ? n.toFixed(1) : Math.round(n).toLocaleString('en'))

function duration(seconds: number): string {
  const s = Math.ceil(seconds)
  return s < 60 ? `${s} s` : s < 3600 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${(s / 3600).toFixed(1)} h`
}
