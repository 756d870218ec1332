/** Placeholder of the kernels' interface; the kernels room defines it. */
export interface Kernels {
  readonly backend: string
  readonly threads: number
  close(): Promise<void>
}
