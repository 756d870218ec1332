import { metricTable } from '../metric-table.ts'

/** "ndcg@10" as a reader says it: "NDCG@10"; "sampled-100-hr@10": "Hit rate@10 among 100 sampled (legacy)". */
export function titleOf(key: string): string {
  const [name = '', k] = key.split('@')
  const [, drawn, of] = name.match(/^sampled-(\d+)-(.+)$/) ?? []
  const found = Object.entries(metricTable).find(([one]) => one === (of === undefined ? name : `sampled-${of}`))
  return found ? found[1].title.replace('@k', `@${k}`).replace(' N ', ` ${drawn} `) : key
}
