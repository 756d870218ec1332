import { type Mapping, parseMapping } from '../../collect/mapping/mapping.ts'
import { presets } from '../../collect/mapping/presets.ts'
import { Fault } from '../../contract/fault.ts'

/** The mappings that come with us: name and the header they are for. */
export function presetList(): { name: string; about: string }[] {
  return Object.entries(presets).map(([name, { about }]) => ({ name, about }))
}

/** @throws Fault bad-request  an unknown preset (naming those there are), or a mapping file that says something else */
export function chooseMapping(asked: { preset?: string; mapping?: unknown; from?: string }): Mapping | undefined {
  if (asked.mapping !== undefined) return parseMapping(asked.mapping, asked.from ?? 'mapping')
  if (asked.preset === undefined) return undefined
  if (!Object.hasOwn(presets, asked.preset))
    throw new Fault('bad-request', `--preset: got "${asked.preset}", want one of ${Object.keys(presets).join(', ')}`)
  return presets[asked.preset]?.mapping
}
