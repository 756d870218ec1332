/**
 * The chance that Student's t with a whole number of degrees of freedom is at most x.
 *
 *     F(x) = ½ + ½ sgn(x) A(|x|),   θ = atan(|x| / √ν)
 *     ν odd    A = (2/π) (θ + sin θ (cos θ + ⅔ cos³ θ + … + (2·4⋯(ν−3))/(1·3⋯(ν−2)) cos^{ν−2} θ))      ν = 1: 2θ/π
 *     ν even   A = sin θ (1 + ½ cos² θ + … + (1·3⋯(ν−3))/(2·4⋯(ν−2)) cos^{ν−2} θ)
 *
 * @param degrees  ν, a whole number ≥ 1
 * @returns        in [0, 1]
 * O(ν). Source: Abramowitz & Stegun, 1964, 26.7.3 and 26.7.4.
 */
export function studentBelow(x: number, degrees: number): number {
  const theta = Math.atan(Math.abs(x) / Math.sqrt(degrees))
  const [sin, cos] = [Math.sin(theta), Math.cos(theta)]
  const isOdd = degrees % 2 === 1
  let term = isOdd ? cos : 1
  let sum = degrees > 1 ? term : 0
  for (let j = isOdd ? 3 : 2; j <= degrees - 2; j += 2) {
    term *= ((j - 1) / j) * cos * cos
    sum += term
  }
  const within = isOdd ? (2 / Math.PI) * (theta + sin * sum) : sin * sum
  return 0.5 + 0.5 * Math.sign(x) * within
}

/**
 * The x below which Student's t lies with the chance p: 2.262 for .975 and ν = 9. By bisection of `studentBelow`.
 * @param p  in (0, 1)
 */
export function studentQuantile(p: number, degrees: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, degrees)
  let [low, high] = [0, 1]
  while (studentBelow(high, degrees) < p) high *= 2
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (studentBelow(middle, degrees) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
