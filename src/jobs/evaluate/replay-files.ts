import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Fault } from '../../contract/fault.ts'
import type { Evaluation, FilesProtocol, RatingEvaluation } from '../../evaluate/document.ts'
import { ownVersion } from '../own-version.ts'
import { type EvaluateFilesRequest, evaluateFiles } from './evaluate-files.ts'
import { type EvaluateRatingsRequest, evaluateRatings } from './evaluate-ratings.ts'
import { fileHashes, readManifest } from './file-manifest.ts'
import { differences, type Replay, type ReplayRequest } from './replay.ts'

export type FilesReplay = (Evaluation<FilesProtocol> | RatingEvaluation) & Pick<Replay, 'replay'>

/**
 * Makes an evaluation of files again from its manifest: the same files, to the byte, found where they were or beside the
 * manifest; the same models, options and seed.
 * @throws Fault  bad-file: no manifest; not-found; bad-data: a file is not what it was; and as evaluateFiles
 */
export async function replayFiles(
  path: string,
  also: Omit<ReplayRequest, 'store' | 'dataDir' | 'run'>,
): Promise<FilesReplay> {
  const then = await readManifest(path)
  const place = (file: string) => (existsSync(file) ? file : join(dirname(path), file))
  for (const [file, was] of Object.entries(then.sha256)) {
    const [is] = Object.values(await fileHashes([place(file)]))
    if (is !== was)
      throw new Fault(
        'bad-data',
        `${place(file)}: its sha256 is ${is?.slice(0, 16)}…, was ${was.slice(0, 16)}… when ${path} was written`,
      )
  }
  const request = found(then.request, place)
  const evaluation =
    request.format === 'ratings'
      ? await evaluateRatings({ ...(request as unknown as EvaluateRatingsRequest), keep: false, ...also })
      : await evaluateFiles({ ...(request as unknown as EvaluateFilesRequest), keep: false, ...also })
  const differs = differences(then.results, evaluation.results)
  const version = ownVersion()
  const changed = version === then.version ? [] : [`osusume is ${version}, was ${then.version}`]
  return { ...evaluation, replay: { of: path, same: differs.length === 0, differs, changed } }
}

/** The request with its files where they are now. */
function found(request: Record<string, unknown>, place: (file: string) => string): Record<string, unknown> {
  const files = ['train', 'test', 'items', 'users'].filter((name) => request[name] !== undefined)
  const placed = files.map((name) => {
    const file = request[name] as string | string[]
    return [name, Array.isArray(file) ? file.map(place) : place(file)] as const
  })
  return { ...request, ...Object.fromEntries(placed) }
}
