/**
 * The shop of the demo, Komorebi: its styles, colours and brands. A closed set as data; catalogue.ts makes products of it.
 */
export const shopName = 'Komorebi'

export const styles = ['nordic', 'rustic', 'playful', 'heritage', 'technical', 'botanical'] as const
type Style = (typeof styles)[number]

/** How a colour is called, drawn, and to which taste it belongs. */
export const colours = [
  { name: 'Moss', swatch: '#6f7f4f', family: 'earthy' },
  { name: 'Terracotta', swatch: '#c4704a', family: 'earthy' },
  { name: 'Rust', swatch: '#a8532f', family: 'earthy' },
  { name: 'Oat', swatch: '#d9c9a8', family: 'pale' },
  { name: 'Chalk', swatch: '#e4ddd2', family: 'pale' },
  { name: 'Sage', swatch: '#a3b39a', family: 'pale' },
  { name: 'Sky', swatch: '#86afc9', family: 'bright' },
  { name: 'Mustard', swatch: '#d9a441', family: 'bright' },
  { name: 'Coral', swatch: '#e0806f', family: 'bright' },
  { name: 'Ink', swatch: '#33475b', family: 'dark' },
  { name: 'Charcoal', swatch: '#4a4a4d', family: 'dark' },
  { name: 'Plum', swatch: '#6d4358', family: 'dark' },
] as const
export const colourFamilies = ['earthy', 'pale', 'bright', 'dark'] as const

/** `level` is how dear a brand is beside its shelf neighbours, as a factor on the price; `sells` names categories. */
export const brands: readonly { name: string; style: Style; level: number; sells: readonly string[] }[] = [
  { name: 'Norrvik', style: 'nordic', level: 1.35, sells: ['Kitchen', 'Table', 'Living'] },
  { name: 'Halden & Sund', style: 'nordic', level: 1.1, sells: ['Living', 'Table', 'Bath'] },
  { name: 'Lumi', style: 'nordic', level: 0.8, sells: ['Living', 'Bath', 'Coffee & tea'] },
  { name: 'Fjordlys', style: 'nordic', level: 1, sells: ['Living', 'Outdoors', 'Wear'] },
  { name: 'Ostra', style: 'nordic', level: 0.65, sells: ['Kitchen', 'Table', 'Paper', 'Play'] },
  { name: 'Bramble Works', style: 'rustic', level: 0.9, sells: ['Kitchen', 'Garden', 'Play'] },
  { name: 'Old Orchard', style: 'rustic', level: 1.15, sells: ['Kitchen', 'Table', 'Garden'] },
  { name: 'Fenwick Barn', style: 'rustic', level: 0.7, sells: ['Garden', 'Living', 'Wear'] },
  { name: 'Tallow & Rye', style: 'rustic', level: 1, sells: ['Bath', 'Living', 'Coffee & tea'] },
  { name: 'Hearthside', style: 'rustic', level: 1.3, sells: ['Kitchen', 'Living', 'Coffee & tea'] },
  { name: 'Pip & Pepper', style: 'playful', level: 0.75, sells: ['Kitchen', 'Table', 'Play'] },
  { name: 'Tutti', style: 'playful', level: 0.6, sells: ['Coffee & tea', 'Table', 'Paper', 'Bath'] },
  { name: 'Kite Parade', style: 'playful', level: 1, sells: ['Play', 'Outdoors', 'Wear'] },
  { name: 'Marmalade Studio', style: 'playful', level: 1.2, sells: ['Paper', 'Living', 'Coffee & tea'] },
  { name: 'Hello Otter', style: 'playful', level: 0.85, sells: ['Play', 'Bath', 'Paper', 'Wear'] },
  { name: 'Ashworth & Daughters', style: 'heritage', level: 1.5, sells: ['Coffee & tea', 'Table', 'Paper'] },
  { name: 'Pembrey', style: 'heritage', level: 1.2, sells: ['Wear', 'Living', 'Bath'] },
  { name: 'Royal Calder', style: 'heritage', level: 1.7, sells: ['Table', 'Coffee & tea', 'Wear'] },
  { name: 'Whitcombe', style: 'heritage', level: 1, sells: ['Paper', 'Garden', 'Play'] },
  { name: 'Larkhill', style: 'heritage', level: 0.8, sells: ['Wear', 'Garden', 'Outdoors'] },
  { name: 'Tessel', style: 'technical', level: 1.4, sells: ['Coffee & tea', 'Outdoors', 'Paper'] },
  { name: 'Kessler Forge', style: 'technical', level: 1.25, sells: ['Kitchen', 'Garden', 'Outdoors'] },
  { name: 'North Ridge', style: 'technical', level: 1, sells: ['Outdoors', 'Wear'] },
  { name: 'Fieldnote Labs', style: 'technical', level: 0.85, sells: ['Paper', 'Outdoors', 'Coffee & tea'] },
  { name: 'Basalt', style: 'technical', level: 0.7, sells: ['Kitchen', 'Bath', 'Outdoors'] },
  { name: 'Fern & Fold', style: 'botanical', level: 1.1, sells: ['Paper', 'Living', 'Bath'] },
  { name: 'Sora Garden', style: 'botanical', level: 1.3, sells: ['Garden', 'Coffee & tea', 'Table'] },
  { name: 'Wild Thyme', style: 'botanical', level: 0.8, sells: ['Garden', 'Bath', 'Kitchen'] },
  { name: 'Petal Press', style: 'botanical', level: 0.65, sells: ['Paper', 'Play', 'Garden', 'Wear'] },
  { name: 'Midori House', style: 'botanical', level: 1, sells: ['Living', 'Garden', 'Table'] },
]
