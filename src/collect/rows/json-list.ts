import { maxLineBytes, type TextLine } from './text-lines.ts'

/**
 * The objects of one JSON list, each as a line of its own, from text that comes in any pieces: brackets are counted outside of strings. What stands
 * between objects (commas, line ends) is dropped.
 */
export class JsonList {
  #depth = 0
  #isString = false
  #isEscaped = false
  #open = ''

  /** The objects that end within this piece. */
  take(text: string): TextLine[] {
    const done: TextLine[] = []
    let from = this.#depth > 0 ? 0 : -1
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#isString) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (code === 0x5c) this.#isEscaped = true
        else if (code === 0x22) this.#isString = false
      } else if (code === 0x22) this.#isString = this.#depth > 0
      else if (code === 0x7b) {
        if (this.#depth++ === 0) from = at
      } else if (code === 0x7d && this.#depth > 0 && --this.#depth === 0) {
        const whole = this.#open + text.slice(from, at + 1)
        done.push({ text: whole, shown: whole })
        this.#open = ''
        from = -1
      }
    }
    if (from >= 0) this.#open += text.slice(from)
    return done
  }

  /** What is left when the text is over, or grows beyond all measure: an object that was never closed. */
  end(): TextLine[] {
    const left = this.#open
    this.#open = ''
    return this.#depth > 0 ? [{ text: left, shown: left.slice(0, 200) }] : []
  }

  get isTooLong(): boolean {
    return this.#open.length > maxLineBytes * 4
  }
}
