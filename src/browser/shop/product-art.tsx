import type { Item } from '../../contract/item.ts'
import { cream, type Drawing, mix, type Paint, wood } from './drawing.ts'
import { drawingsIndoors } from './drawings-indoors.tsx'
import { drawingsOutdoors } from './drawings-outdoors.tsx'

const drawings: Record<string, Drawing> = { ...drawingsIndoors, ...drawingsOutdoors }

/** Which products of a shelf its first half of drawings is of; the others get the second half. */
const firstHalf: Record<string, RegExp> = {
  'Pots & pans': /Pan|Skillet/i,
  Baking: /Rolling|Bowl/,
  'Coffee makers': /Press|Moka/,
  Teapots: /Glass|Infuser|Kyusu/,
  'Beans & leaves': /Beans|Roast/,
  'Plates & bowls': /Plate/,
  Glassware: /Wine|Coupe/,
  Lamps: /Table|Floor|Reading/,
  Candles: /Scented|Tealights/,
  'Soap & care': /Hand|Oil/,
  Brushes: /Dish|Nail/,
  'Pens & pencils': /Pen\b|Rollerball/,
  Desk: /Pen Pot/,
  'Cards & wrap': /Wrapping|Ribbon/,
  'Hand tools': /Trowel|Secateurs|Dibber/,
  'Camp kitchen': /Stove|Tin/,
  Lanterns: /Lantern|Lamp|Torch/,
  Bags: /pack|Sling/i,
  Picnic: /Basket|Stool/,
  'Wooden toys': /Fox|Train/,
  Games: /Card|Dice/,
  'Craft kits': /Embroidery|Loom/,
  Hats: /Beanie|Cap/,
}

/** What looks more like another shelf's things: whose drawing, and which half of them. */
const lookalikes: readonly { words: RegExp; shelf: string; turn: number }[] = [
  { words: /Kettle/, shelf: 'Teapots', turn: 0.2 },
  { words: /Travel Cup|Flask/, shelf: 'Camp kitchen', turn: 0.7 },
]

/** For a shelf nobody has drawn: a parcel. */
const parcel: Drawing = ({ main, dark }) => (
  <>
    <rect x="24" y="40" width="72" height="60" rx="4" fill={main} />
    <path d="M24 40h72v16H24z" fill={dark} />
    <rect x="52" y="40" width="16" height="60" fill={cream} />
  </>
)

/**
 * A picture of a product, drawn from what the catalogue says: its shelf decides the thing, its colour the paint, its id
 * the small differences. The same product always looks the same; nothing is fetched.
 */
export function ProductArt({ item }: { item: Item }) {
  const shelf = item.category?.split(' > ').at(-1) ?? ''
  const said = item.attributes?.swatch
  const swatch = typeof said === 'string' && /^#[0-9a-f]{6}$/i.test(said) ? said : wood
  const title = item.title ?? ''
  const words = firstHalf[shelf]
  const half = fraction(item.id) / 2
  const own = { shelf, turn: !words ? 2 * half : words.test(title) ? half : 0.5 + half }
  const drawn = lookalikes.find((one) => one.words.test(title)) ?? own
  const pale = brightness(swatch) > 0.78
  const paint: Paint = {
    main: swatch,
    dark: mix(swatch, '#2b2420', pale ? 0.22 : 0.34),
    light: mix(swatch, '#fffaf0', 0.55),
    accent: accents[Math.floor(fraction(`${item.id}accent`) * accents.length)]!,
  }
  const draw = drawings[drawn.shelf] ?? parcel
  const scenery = Math.floor(fraction(`${item.id}scene`) * 3)
  return (
    <svg
      class="art"
      viewBox="0 0 160 160"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      style={{ '--swatch': swatch }}
    >
      <rect width="160" height="160" class="art-wall" />
      {scenery === 0 && <circle cx="80" cy="84" r="58" class="art-shape" />}
      {scenery === 1 && <path d="M26 160V76a54 54 0 0 1 108 0v84z" class="art-shape" />}
      {scenery === 2 && <path d="M0 122q40-18 80-8t80-12v58H0z" class="art-shape" />}
      <ellipse cx="80" cy="124" rx="50" ry="6.5" class="art-shadow" />
      <g transform="translate(20 22)">{draw(paint, drawn.turn)}</g>
    </svg>
  )
}

const accents = ['#d9a441', '#c4704a', '#86afc9', '#a3b39a', '#6d4358', '#e0806f', '#33475b'] as const

/** A number in [0, 1) that only the text decides (FNV-1a, its bits mixed). */
function fraction(text: string): number {
  let hash = 0x811c9dc5
  for (let k = 0; k < text.length; k++) hash = Math.imul(hash ^ text.charCodeAt(k), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32
}

function brightness(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
  return 0.3 * r + 0.59 * g + 0.11 * b
}
