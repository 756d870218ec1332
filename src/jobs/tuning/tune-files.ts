import { readSplitFile } from '../../collect/split-files/read-split-file.ts'
import type { SplitFormat } from '../../collect/split-files/split-events.ts'
import { validationCut } from '../../evaluate/tuning/validation-cut.ts'
import { kindOfFormat } from '../auto/kind-of-files.ts'
import { interactionsOf } from '../evaluate/split-trial.ts'
import { pairsRead } from '../evaluate/tuned.ts'
import { type TuneOptions, type TuneReport, tune } from './tune.ts'

export interface TuneFilesRequest extends TuneOptions {
  /** the training file of a published split; its test file is not asked for */
  train: string
  format: Exclude<SplitFormat, 'ratings'>
  seen?: 'exclude' | 'include'
}

/** Tunes on the training file of a split: a part of it is held out that asks what splits of this format ask. @throws Fault */
export async function tuneFiles({ train, format, seen, ...options }: TuneFilesRequest): Promise<TuneReport> {
  const events = await readSplitFile(train, format)
  const known = interactionsOf(events, format)
  const kind = kindOfFormat(format, seen)
  return tune(
    {
      cut: validationCut(known, kind, options.seed),
      read: pairsRead(known, events.rows, events.items),
      journalDir: '.',
    },
    options,
  )
}
