/**
 * The inner loops, as every backend offers them. They work on one memory of floats: each argument called a place is a
 * byte offset into it, a multiple of 16. `dim` is the stride of a row of factors, a multiple of 4; unused lanes are 0.
 * They check nothing and allocate nothing: kernels.ts does both. The definition of each is its twin in plain.ts.
 */
export interface KernelTable {
  /** out = Σ_{from ≤ r < to} y_r y_rᵀ, all of dim × dim. 2·(to − from)·dim² flops at most. */
  gram(y: number, from: number, to: number, dim: number, out: number): void
  /**
   * A = diag(spectrum) + ridge·I + Σ_k weight_k y_k y_kᵀ over the n items at `items` (uint32), factored: UᵀU = A, into u in
   * a layout of the backend's own, factorBytes(dim). Returns 1, or 0 when A is not positive definite. n·dim² + dim³/3
   * flops. scratch: factoriseScratch(dim) bytes.
   */
  factorise(
    y: number,
    items: number,
    weights: number,
    n: number,
    spectrum: number,
    ridge: number,
    dim: number,
    u: number,
    scratch: number,
  ): number
  /** x = (UᵀU)⁻¹ x, in place, with u as factorise left it. 2·dim² flops. */
  solve(u: number, dim: number, x: number): void
  /**
   * x = A⁻¹ b with A as above and b = Σ_k weight_k y_k; 0 without entries, whatever A is. Returns as factorise does. With m = min(n, dim) about
   * n·dim·m + m³/3 flops. scratch: solveRowScratch(dim) bytes.
   */
  solveRow(
    y: number,
    items: number,
    weights: number,
    n: number,
    spectrum: number,
    ridge: number,
    dim: number,
    x: number,
    scratch: number,
  ): number
  /**
   * Conjugate gradients, preconditioned with the diagonal of A_r, for nRows systems A_r x_r = b_r (A and b as above), from
   * the x that is there, `steps` of them; x moves `relax` times as far as they lead. Row r has the entries starts[r] …
   * starts[r + 1] − 1 (uint32) of items and weights, and the ridge ridges[r]. 4·(steps + 1)·entries·dim flops. scratch:
   * conjugateScratch(dim) bytes.
   */
  conjugate(
    y: number,
    items: number,
    weights: number,
    starts: number,
    nRows: number,
    spectrum: number,
    ridges: number,
    dim: number,
    steps: number,
    relax: number,
    x: number,
    scratch: number,
  ): void
  /**
   * One pass over the numbers of x_r in blocks of `width`, a multiple of 4: those of a block become the minimiser of
   * ½ xᵀA_r x − b_rᵀx, A_r = gram + ridges_r·I + Σ w y yᵀ, all others as they are. A row without entries becomes 0.
   * Returns as factorise does. entries·dim·width + rows·dim·(2·dim + width²/3) flops. scratch: descendScratch bytes.
   */
  descend(
    y: number,
    items: number,
    weights: number,
    starts: number,
    nRows: number,
    gram: number,
    ridges: number,
    dim: number,
    width: number,
    x: number,
    scratch: number,
  ): number
  /** x ← x q for nRows rows of x, in place; q is dim × dim. 2·nRows·dim² flops. scratch: turnScratch(dim) bytes. */
  turn(x: number, nRows: number, q: number, dim: number, scratch: number): void
  /**
   * Eigenvalues of the symmetric n × n matrix a, all float64, into d in any order, and orthonormal vectors into the rows of
   * q in the same order; a is used up. Returns 1, or 0 without convergence. About 5·n³ multiply-adds. scratch: 32·n bytes.
   */
  eigen(a: number, n: number, d: number, q: number, scratch: number): number
  /**
   * Bayesian personalised ranking over the n entries (rows_k, entries_k) of a cell: n times an entry (u, i) and the item j
   * of another entry are drawn, passed over when row u of the matrix has j, else with z = 1 / (1 + exp(x_u · (y_i − y_j)))
   *
   *     x_u += rate (z (y_i − y_j) − lambda x_u)   y_i += rate (z x_u − lambda y_i)   y_j += rate (−z x_u − lambda y_j)
   *
   * all from what they were before, after which number `one` of x_u is 1 again: against it stand the items' biases.
   */
  learnPairs(
    people: number,
    items: number,
    dim: number,
    one: number,
    starts: number,
    columns: number,
    rows: number,
    entries: number,
    n: number,
    seed: number,
    rate: number,
    lambda: number,
  ): void
  /**
   * Coordinate descent to the x_r ≥ 0 that minimise ½ x_r G x_rᵀ − b_r · x_r, from the x that is there, for nRows rows of x and
   * b, G symmetric, dim × dim: in each pass every number t in turn becomes max(0, x_rt − slope_t / G_tt) with slope = x_r G − b_r;
   * one whose G_tt is not above 0 stays. At most `passes` of them: a row ends where its Σ_t |slope_t| (of numbers at 0 only
   * slopes that lead above) is at most `rest` times that of its first pass. moved_r: that sum of the row's last pass.
   * nRows·dim²·(1 + passes) multiply-adds at most, those of numbers that stay at 0 left out. scratch: nonNegativeScratch(dim) bytes.
   */
  nonNegative(
    x: number,
    b: number,
    nRows: number,
    g: number,
    dim: number,
    passes: number,
    rest: number,
    moved: number,
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
   * The same by what rows of int8 tell, dim of them a row (a multiple of 8) and a float32 scale for each: the score of item i
   * is scale_i Σ_k z_k code_ik, z = x_r as whole numbers, its largest ±2047: the same order as scale_i x_r · code_i but for
   * rounding. scratch: topCodedScratch(nRows, dim) bytes.
   */
  topCoded(
    x: number,
    nRows: number,
    codes: number,
    scales: number,
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
  /**
   * sum += Σ_{a < n} shares_a · row rows_a of a sparse matrix (uint32 starts; entries of 12 bytes, float64 weight and uint32
   * column), for sums in float64, −0 where nothing was added yet. Columns that were −0 are noted once each at `reached` (uint32, room for all columns and one),
   * behind the nReached that are there. Returns how many are there now.
   */
  addRows(
    starts: number,
    entries: number,
    rows: number,
    shares: number,
    n: number,
    sum: number,
    reached: number,
    nReached: number,
  ): number
  /**
   * The k largest above 0 of the sums (no NaN) of the n columns at `reached`, equal ones by lower column: to `columns`, rising,
   * and to `values` as float32; room for one more each. Returns how many there are. Those sums become −0; what stands at `reached` is used up.
   * nCols: columns that there may be; k ≥ 1. scratch: takeLargestScratch(nCols) bytes, zeros or what a call left there.
   */
  takeLargest(
    sum: number,
    reached: number,
    n: number,
    nCols: number,
    k: number,
    columns: number,
    values: number,
    scratch: number,
  ): number
  /** out += scale · x, n numbers, a multiple of 4. */
  addScaled(x: number, scale: number, n: number, out: number): void
  /** c −= Σ_{k < size} w_k a_kᵀ: c, w and a are size × size, row-major, size a multiple of 12. 2·size³ flops. */
  takeOff(c: number, w: number, a: number, size: number): void
}

/** Rows of a factor, and copies of 128 rows of factors, each a cache line longer than it has to be. */
export const factorBytes = (dim: number) => dim * (dim + 16) * 4
export const factoriseScratch = (dim: number) => 128 * (dim + 16) * 4
/** A factor and copies of 128 rows, or as many rows as three quarters of dim, their products and the factor of those. */
export const solveRowScratch = (dim: number) =>
  Math.max(factorBytes(dim) + factoriseScratch(dim), 3 * dim * (dim + 16) * 4)
/** Residual, direction, its product and two diagonals. */
export const conjugateScratch = (dim: number) => 5 * dim * 4
/** Products of 8 rows, a step, a factor, copies of 128 rows, the Gram matrix, and a number for each entry of 8 rows. */
export const descendScratch = (dim: number, width: number, nEntries: number) =>
  8 * dim * 4 + width * 4 + factorBytes(width) + factoriseScratch(width) + dim * (dim + 16) * 4 + (nEntries + 32) * 4
/** Slopes of 32 rows. */
export const nonNegativeScratch = (dim: number) => 32 * dim * 4
/** Bins, a bit for each column and for each 64 of these, two lists of sums and one of columns. */
export const takeLargestScratch = (nCols: number) =>
  4 * 2 ** 15 + 8 * (Math.ceil(nCols / 64) + Math.ceil(nCols / 4096)) + (2 * 8 + 4) * (nCols + 1)
/** The matrix, its rows a cache line longer, and 32 rows. */
export const turnScratch = (dim: number) => dim * (dim + 16 + 32) * 4
/** 256 scores and a cursor a row. */
export const topScratch = (nRows: number) => nRows * (256 + 1) * 4
/** The same, places that keep what follows at whole vectors, and rows of int16. */
export const topCodedScratch = (nRows: number, dim: number) => nRows * (256 + 4) * 4 + nRows * dim * 2
