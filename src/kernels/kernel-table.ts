/**
 * The inner loops, as every backend offers them. They work on one memory of floats: each argument called a place is a
 * byte offset into it, a multiple of 16. `dim` is the stride of a row of factors, a multiple of 4; unused lanes are 0.
 * They check nothing and allocate nothing: kernels.ts does both. The definition of each is its twin in plain.ts.
 */
export interface KernelTable {
  /** out = Σ_{from ≤ r < to} y_r y_rᵀ, all of dim × dim. 2·(to − from)·dim² flops at most. */
  gram(y: number, from: number, to: number, dim: number, out: number): void
  /**
   * A = gram + ridge·I + Σ_k weight_k y_k y_kᵀ over the n items at `items` (uint32), factored: UᵀU = A, into u in a layout
   * of the backend's own, factorBytes(dim). Returns 1, or 0 when A is not positive definite. n·dim² + dim³/3 flops.
   * scratch: factoriseScratch(dim) bytes.
   */
  factorise(
    y: number,
    items: number,
    weights: number,
    n: number,
    gram: number,
    ridge: number,
    dim: number,
    u: number,
    scratch: number,
  ): number
  /** x = (UᵀU)⁻¹ x, in place, with u as factorise left it. 2·dim² flops. */
  solve(u: number, dim: number, x: number): void
  /** x = Σ_k weight_k y_k. */
  weigh(y: number, items: number, weights: number, n: number, dim: number, x: number): void
  /**
   * Conjugate gradients for nRows systems A_r x_r = b_r (A and b as above), from the x that is there, `steps` of them.
   * Row r has the entries starts[r] … starts[r + 1] − 1 (uint32) of items and weights, and the ridge ridges[r].
   * scratch: conjugateScratch(dim) bytes.
   */
  conjugate(
    y: number,
    items: number,
    weights: number,
    starts: number,
    nRows: number,
    gram: number,
    ridges: number,
    dim: number,
    steps: number,
    x: number,
    scratch: number,
  ): void
  /** out[r·stride + i] = x_r · y_i for nRows rows of x and nItems of y. */
  scores(x: number, nRows: number, y: number, nItems: number, dim: number, out: number, stride: number): void
  /**
   * For each row of x the k ≥ 1 items with the largest x_r · y_i, best first, equal ones by rising item: row r has
   * count[r] of them, from position r·k of item and score. Left out are its entries starts[r] … starts[r + 1] − 1 of
   * `excluded`, which rise. scratch: topScratch(nRows) bytes.
   */
  top(
    x: number,
    nRows: number,
    y: number,
    nItems: number,
    dim: number,
    k: number,
    starts: number,
    excluded: number,
    count: number,
    item: number,
    score: number,
    scratch: number,
  ): void
  /**
   * Rows of a sparse matrix times factors: x_r = Σ_k values_k y_columns_k over k = starts[r] … starts[r + 1] − 1 (uint32),
   * for nRows rows. 2·entries·dim flops.
   */
  combine(y: number, starts: number, columns: number, values: number, nRows: number, dim: number, x: number): void
  /** out += scale · x, n numbers, a multiple of 4. */
  addScaled(x: number, scale: number, n: number, out: number): void
  /** c −= Σ_{k < size} w_k a_kᵀ: c, w and a are size × size, row-major, size a multiple of 12. 2·size³ flops. */
  takeOff(c: number, w: number, a: number, size: number): void
}

/** Rows of a factor, and copies of 128 rows of factors, each a cache line longer than it has to be. */
export const factorBytes = (dim: number) => dim * (dim + 16) * 4
export const factoriseScratch = (dim: number) => 128 * (dim + 16) * 4
/** Residual, direction and its product for 8 rows, and the Gram matrix, its rows a cache line longer. */
export const conjugateScratch = (dim: number) => 3 * 8 * dim * 4 + 64 + dim * (dim + 16) * 4
/** 256 scores and a cursor a row. */
export const topScratch = (nRows: number) => nRows * (256 + 1) * 4
