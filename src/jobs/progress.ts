/** How a long job says where it is. `total` is absent while unknown; `unit` is what is counted, e.g. "rows". */
export interface Progress {
  stage: string
  done: number
  total?: number
  unit: string
}

export type OnProgress = (progress: Progress) => void
