import type { Command } from 'commander'

/** What every command understands. */
export interface SharedOptions {
  data: string
  json: boolean
}

export function withSharedOptions(command: Command): Command {
  return command
    .option('--data <dir>', 'folder that keeps everything', process.env.OSUSUME_DATA ?? './osusume-data')
    .option('--json', 'one JSON document on stdout, nothing else; progress and logs on stderr', false)
}
