/** A source of uniform numbers in [0, 1). */
export type Rng = () => number

/**
 * The same sequence for the same seed on every machine: xoshiro128**, seeded through splitmix32.
 * @param seed  any number; its lower 32 bits count
 * Source: Blackman & Vigna, "Scrambled linear pseudorandom number generators", TOMS 2021.
 */
export function rng(seed: number): Rng {
  let z = seed >>> 0
  const mix = () => {
    z = (z + 0x9e3779b9) >>> 0
    let x = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97)
    return (x ^ (x >>> 15)) >>> 0
  }
  let [a, b, c, d] = [mix(), mix(), mix(), mix()]
  return () => {
    const five = Math.imul(b, 5)
    const result = Math.imul((five << 7) | (five >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result / 4294967296
  }
}

/** A standard normal number (Box–Muller, one of the pair). */
export function normal(random: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
