/**
 * The inner loops, as every backend offers them. They work on one memory of floats: each argument called a place is a
 * byte offset into it, a multiple of 16. `dim` is the stride of a row of factors, a multiple of 4; unused lanes are 0.
 * They check nothing and allocate nothing: kernels.ts does both. The definition of each is its twin in plain.ts.
 */
export interface KernelTable {
  /** out = Σ_{from ≤ r < to} y_r y_rᵀ, all of dim × dim. 2·(to − from)·dim² flops at most. */
  gram(y: number, from: number, to: number, dim: number, out: number): void
  /**
   * The lower triangle of A = gram + ridge·I + Σ_k weight_k y_k y_kᵀ over the n items at `items`, in place factored as
   * L Lᵀ. Returns 1, or 0 when A is not positive definite. n·dim² + dim³/3 flops.
   */
  factorise(
    y: number,
    items: number,
    weights: number,
    n: number,
    gram: number,
    ridge: number,
    dim: number,
    a: number,
  ): number
  /** x = (L Lᵀ)⁻¹ x, in place. 2·dim² flops. */
  solve(l: number, dim: number, x: number): void
  /** x = Σ_k weight_k y_k. */
  weigh(y: number, items: number, weights: number, n: number, dim: number, x: number): void
  /**
   * Conjugate gradients for nRows systems A_r x_r = b_r (A and b as above), from the x that is there, `steps` of them.
   * Row r has the entries starts[r] … starts[r + 1] − 1 (uint32) of items and weights, and the ridge ridges[r].
   * scratch: 3·nRows·dim + nRows floats.
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
}
