import { at, type Dirt, oneOf, ordersOf } from './soil.ts'

/** A line that came twice, letter by letter: a file sent again, a tracker that fired twice. */
export const repeats: Dirt = {
  about: 'the same line twice, to the letter',
  share: 0.01,
  of: 'lines',
  plant({ lines }, share, random) {
    const again = Array.from({ length: Math.ceil(share * lines.length) }, () => oneOf(lines, random))
    return { lines: [...lines, ...again] }
  },
}

/** A double click, a page loaded twice: the same a second later. */
export const doubleClicks: Dirt = {
  about: 'the same again a second later',
  share: 0.01,
  of: 'lines',
  plant({ lines }, share, random) {
    const again = Array.from({ length: Math.ceil(share * lines.length) }, () => oneOf(lines, random))
    return { lines: [...lines, ...again.map((line) => at(line, line.timeMs + 1000))] }
  },
}

/** An order that was sent twice, under two numbers. */
export const repeatedOrders: Dirt = {
  about: 'an order of two lines and more sent again within five minutes, under another number',
  share: 0.01,
  of: 'orders',
  plant({ lines }, share, random) {
    const orders = ordersOf(lines)
    const many = orders.filter(({ length }) => length >= 2)
    const again = Array.from({ length: many.length > 0 ? Math.ceil(share * orders.length) : 0 }, (_, k) => {
      const laterMs = 1000 * (30 + Math.floor(270 * random()))
      return oneOf(many, random).map((line) => ({ ...at(line, line.timeMs + laterMs), order_no: `again-${k}` }))
    })
    return { lines: [...lines, ...again.flat()] }
  },
}
