import { type Check, countOf, linesOf, listed, nSamples, rowsInWords, samplesOf } from '../check.ts'
import { isReturn } from '../events-table.ts'

/** Cancellations and returns, and how many of them meet the purchase they undo. */
export const returned: Check = {
  name: 'returns',
  needs: ['item', 'quantity'],
  warning: 0.02,
  error: 0.5,
  async find(engine, { rows }) {
    const count = await countOf(engine, isReturn)
    const { met } = await engine.one<{ met: number }>(
      `SELECT count(*)::DOUBLE AS met FROM events r WHERE ${isReturn} AND customer IS NOT NULL AND EXISTS (
         SELECT 1 FROM events p WHERE p.customer = r.customer AND p.item = r.item AND p.quantity > 0 AND p.kind <> 'refund' AND p.moment <= r.moment AND p.moment >= r.moment - INTERVAL 365 DAY)`,
    )
    return {
      count,
      advice: `${rowsInWords(count, rows)} take something back; ${met.toLocaleString('en')} of them have a purchase of the same customer and product within the year before and are set against it, the others were bought before the data begins or name nobody. Read as purchases they would praise what was sent back.`,
      samples: await samplesOf(engine, isReturn),
      lines: linesOf(isReturn),
    }
  },
}

/** A mark at the beginning of an order number under which nearly everything is taken back. */
export const cancelledOrders: Check = {
  name: 'cancelled-orders',
  needs: ['order_no', 'quantity'],
  warning: 0.02,
  error: 0.5,
  async find(engine, { rows }) {
    // what the mapping reads as a refund needs no rule
    const unsaid = `kind IS DISTINCT FROM 'refund'`
    const marked = await engine.all<{ mark: string; orders: number; n: number; back: number }>(
      `SELECT regexp_extract(order_no, '^[^0-9]+') AS mark, count(DISTINCT order_no)::DOUBLE AS orders, count(*) FILTER (${unsaid})::DOUBLE AS n, avg((${isReturn})::INTEGER) AS back
       FROM events WHERE order_no IS NOT NULL GROUP BY mark HAVING mark <> '' AND back >= 0.9 AND n >= 10 ORDER BY n DESC`,
    )
    const count = marked.reduce((sum, { n }) => sum + n, 0)
    const marks = marked.map(({ mark }) => `"${mark}"`).join(', ')
    return {
      count,
      advice:
        count === 0
          ? 'No mark in the order numbers stands for cancellations that are read as anything else.'
          : `${rowsInWords(count, rows)} belong to orders whose number begins with ${marks}, and nearly all of them take back: cancellations. Tell the mapping so: a rule { "column": …, "startsWith": ${marks}, "kind": "refund" }.`,
      lines: linesOf(
        `${unsaid} AND regexp_extract(order_no, '^[^0-9]+') IN (${listed(marked.map(({ mark }) => mark))})`,
      ),
      samples: marked.slice(0, nSamples).map(({ mark, orders }) => `${orders.toLocaleString('en')} orders "${mark}…"`),
    }
  },
}

/** Sales of no pieces. */
export const noPieces: Check = {
  name: 'zero-quantities',
  needs: ['quantity'],
  warning: 0.001,
  error: 0.1,
  async find(engine, { rows }) {
    const condition = `quantity = 0`
    const count = await countOf(engine, condition)
    return {
      count,
      advice: `${rowsInWords(count, rows)} sell no piece: corrections of the stock, not purchases. They are left out.`,
      samples: await samplesOf(engine, condition),
      lines: linesOf(condition),
    }
  },
}

/** Sales for nothing or less. */
export const freePrices: Check = {
  name: 'zero-or-negative-prices',
  needs: ['price'],
  warning: 0.001,
  error: 0.1,
  async find(engine, { rows }) {
    const condition = `price <= 0`
    const count = await countOf(engine, condition)
    const below = await countOf(engine, 'price < 0')
    return {
      count,
      advice: `${rowsInWords(count, rows)} name a price of nothing${below > 0 ? `, ${below.toLocaleString('en')} of them less than nothing` : ''}: gifts, write-offs, corrections. They say nothing of what people would pay for and are left out of training.`,
      samples: await samplesOf(engine, condition),
      lines: linesOf(condition),
    }
  },
}

/** The rows that `huge-quantities` counts. */
export const impossiblePieces = {
  far: `(SELECT e.*, coalesce(own, whole) AS usual FROM events e
      LEFT JOIN (SELECT item, quantile_cont(abs(quantity), 0.99) AS own FROM events WHERE quantity <> 0 GROUP BY item HAVING count(*) >= 200) USING (item),
      (SELECT quantile_cont(abs(quantity), 0.99) AS whole FROM events WHERE quantity <> 0))`,
  condition: 'abs(quantity) >= 1000 AND abs(quantity) > 20 * usual',
}

/**
 * More pieces than the shop ever sells in one line but for slips: 20 times the 99th percentile of its product where that has 200 lines,
 * of the whole shop otherwise, and at least 1,000.
 */
export const hugeQuantities: Check = {
  name: 'huge-quantities',
  needs: ['item', 'quantity'],
  warning: 0.0005,
  error: 0.05,
  async find(engine, { rows }) {
    const { far, condition } = impossiblePieces
    const { n: count } = await engine.one<{ n: number }>(`SELECT count(*)::DOUBLE AS n FROM ${far} WHERE ${condition}`)
    return {
      count,
      advice: `${rowsInWords(count, rows)} move more pieces than the product ever sells otherwise: slips of the keyboard or a deal of its own. Set aside for a person to look at (maxQuantity).`,
      samples: await samplesOf(engine, condition, far),
      lines: linesOf(condition, far),
    }
  },
}
