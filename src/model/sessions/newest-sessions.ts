import type { Sequences } from '../interactions.ts'

/** Sessions that may be held out: the newest, at most this share of all. */
const share = 0.25
/** As many of them, evenly spread, as give about so many questions: habits change by the day more than by the year. */
const mostQuestions = 3000
/** Of a long session its last clicks ask. */
const mostOfOne = 10

/** A beginning of a session and what was clicked on next. */
export interface Question {
  clicks: Uint32Array
  next: number
}

interface Session {
  first: number
  end: number
  day: number
  nClicks: number
}

/**
 * A cut inside training for learning what models leave open: some of the newest sessions as questions, every beginning
 * asking for the next item, and the events of all others. A session is a basket with at least two events in favour of an
 * item; of sessions of one day the later in the data are the newer.
 * O(events + sessions log sessions).
 */
export function newestSessions(sequences: Sequences): { rest: Sequences; questions: Question[] } {
  const { item, weight } = sequences
  const sessions = sessionsOf(sequences).sort((a, b) => a.day - b.day || a.first - b.first)
  const newest = sessions.slice(sessions.length - Math.floor(share * sessions.length))
  const nPossible = newest.reduce((sum, { nClicks }) => sum + Math.min(mostOfOne, nClicks - 1), 0)
  const step = Math.max(1, Math.ceil(nPossible / mostQuestions))
  const questions: Question[] = []
  const held = new Uint8Array(item.length)
  for (let n = newest.length - 1; n >= 0; n -= step) {
    const { first, end } = newest[n] as Session
    held.fill(1, first, end)
    const clicks = item.subarray(first, end).filter((_, at) => weight[first + at]! > 0)
    for (let next = Math.max(1, clicks.length - mostOfOne); next < clicks.length; next++)
      questions.push({ clicks: clicks.subarray(0, next), next: clicks[next]! })
  }
  return { rest: without(sequences, held), questions }
}

function sessionsOf({ rowStart, day, weight, basket }: Sequences): Session[] {
  const sessions: Session[] = []
  for (let r = 0; r + 1 < rowStart.length; r++)
    for (let first = rowStart[r]!, end = first; first < rowStart[r + 1]!; first = end) {
      let nClicks = 0
      for (; end < rowStart[r + 1]! && basket[end] === basket[first]; end++) if (weight[end]! > 0) nClicks++
      if (nClicks > 1) sessions.push({ first, end, day: day[end - 1]!, nClicks })
    }
  return sessions
}

function without({ rowStart, item, day, weight, basket }: Sequences, held: Uint8Array): Sequences {
  const left = new Uint32Array(rowStart.length)
  for (let r = 0; r + 1 < rowStart.length; r++) {
    let n = 0
    for (let e = rowStart[r]!; e < rowStart[r + 1]!; e++) if (held[e] === 0) n++
    left[r + 1] = left[r]! + n
  }
  const stays = (_: number, e: number) => held[e] === 0
  return {
    rowStart: left,
    item: item.filter(stays),
    day: day.filter(stays),
    weight: weight.filter(stays),
    basket: basket.filter(stays),
  }
}
