/**
 * The shop of the demo: what Komorebi sells. A closed set as data; catalogue.ts makes products of it.
 */
export const shopName = 'Komorebi'

export const styles = ['nordic', 'rustic', 'playful', 'heritage', 'technical', 'botanical'] as const
export type Style = (typeof styles)[number]

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
export type Colour = (typeof colours)[number]
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

/** A shelf: the second level of the catalogue, and the unit in which a visitor looks around. */
export interface ShelfWords {
  name: string
  /** the middle price; a product lies around it by noun, size and brand */
  price: number
  /** what it is, each with a factor on the price */
  nouns: Readonly<Record<string, number>>
  materials: readonly string[]
  sizes: readonly string[]
  /** its titles name no colour: nobody buys beans by it */
  colourless?: true
  /** the sentence a shopper wants to read */
  use: string
  /** bought again and again (soap, coffee), unlike a teapot */
  consumable?: true
  /** demand by month, January first; 1 everywhere when absent */
  season?: readonly number[]
}

export interface CategoryWords {
  name: string
  /** how many of the shop's visits are about it, before anyone's taste */
  demand: number
  shelves: readonly ShelfWords[]
}

const summer = [0.5, 0.6, 0.9, 1.3, 1.6, 1.7, 1.6, 1.4, 1, 0.7, 0.5, 0.5]
const spring = [0.5, 0.9, 1.7, 2, 1.6, 1.1, 0.8, 0.7, 0.8, 0.7, 0.5, 0.4]
const winter = [1.4, 1.2, 0.9, 0.7, 0.5, 0.5, 0.5, 0.6, 0.9, 1.3, 1.6, 1.7]
const festive = [0.5, 0.7, 0.7, 0.8, 0.8, 0.7, 0.7, 0.7, 0.8, 1.1, 1.9, 2.4]

export const categories: readonly CategoryWords[] = [
  {
    name: 'Kitchen',
    demand: 1.3,
    shelves: [
      {
        name: 'Pots & pans',
        price: 62,
        nouns: { Skillet: 0.8, Saucepan: 0.9, Casserole: 1.6, 'Sauté Pan': 1.1, Stockpot: 1.3 },
        materials: ['Cast-Iron', 'Carbon-Steel', 'Enamelled', 'Copper-Core'],
        sizes: ['20 cm', '24 cm', '28 cm'],
        use: 'Holds its heat for slow weekend cooking and goes from hob to table.',
      },
      {
        name: 'Knives & boards',
        price: 48,
        nouns: {
          "Chef's Knife": 1.5,
          'Paring Knife': 0.6,
          'Bread Knife': 1.1,
          'Chopping Board': 0.8,
          'Carving Board': 1,
        },
        materials: ['Walnut', 'Olive-Wood', 'Damask-Steel', 'Acacia'],
        sizes: ['small', 'medium', 'large'],
        colourless: true,
        use: 'Balanced in the hand and kind to tired wrists.',
      },
      {
        name: 'Baking',
        price: 24,
        nouns: { 'Loaf Tin': 0.8, 'Pie Dish': 1.1, 'Rolling Pin': 0.8, 'Mixing Bowl': 1.2, 'Bundt Tin': 1.2 },
        materials: ['Beech', 'Stoneware', 'Blue-Steel', 'Enamelled'],
        sizes: ['small', 'family size', '1.5 l'],
        use: 'For Sunday loaves, apple pies and everything with butter.',
        season: festive,
      },
      {
        name: 'Jars & storage',
        price: 16,
        nouns: { 'Storage Jar': 0.9, 'Spice Jars': 1, 'Bread Bin': 2.4, 'Preserving Jar': 0.6, 'Oil Bottle': 1 },
        materials: ['Glass', 'Bamboo', 'Stoneware', 'Enamelled'],
        sizes: ['0.5 l', '1 l', 'set of 3'],
        use: 'Keeps the pantry fresh and the counter calm.',
      },
    ],
  },
  {
    name: 'Coffee & tea',
    demand: 1.2,
    shelves: [
      {
        name: 'Coffee makers',
        price: 58,
        nouns: {
          'French Press': 0.7,
          'Pour-Over Set': 0.8,
          'Moka Pot': 0.7,
          'Hand Grinder': 1.5,
          'Gooseneck Kettle': 1.3,
        },
        materials: ['Glass', 'Brushed-Steel', 'Copper', 'Porcelain'],
        sizes: ['2 cups', '4 cups', '8 cups'],
        use: 'A slower, better first cup of the day.',
      },
      {
        name: 'Mugs & cups',
        price: 15,
        nouns: { Mug: 0.9, 'Espresso Cups': 1.4, 'Latte Bowl': 1.1, 'Travel Cup': 1.5, 'Tea Cup': 1 },
        materials: ['Stoneware', 'Porcelain', 'Speckled', 'Enamelled'],
        sizes: ['250 ml', '350 ml', 'pair'],
        use: 'Thrown with a handle that fits all four fingers.',
      },
      {
        name: 'Teapots',
        price: 42,
        nouns: { Teapot: 1, Kyusu: 1.3, 'Tea Set': 1.8, 'Infuser Pot': 0.8 },
        materials: ['Cast-Iron', 'Porcelain', 'Glass', 'Stoneware'],
        sizes: ['0.4 l', '0.8 l', '1.2 l'],
        use: 'Pours without a drip, steeps without hurry.',
        season: winter,
      },
      {
        name: 'Beans & leaves',
        price: 12,
        nouns: { 'Espresso Beans': 1.1, 'Filter Roast': 1.2, Sencha: 1, 'Earl Grey': 0.8, 'Herbal Infusion': 0.7 },
        materials: ['Organic', 'Small-Batch', 'Single-Origin', 'Decaf'],
        sizes: ['100 g', '250 g', '500 g'],
        colourless: true,
        use: 'Roasted and blended in small batches, gone in a fortnight.',
        consumable: true,
      },
    ],
  },
  {
    name: 'Table',
    demand: 1,
    shelves: [
      {
        name: 'Plates & bowls',
        price: 22,
        nouns: { 'Dinner Plate': 1, 'Side Plate': 0.7, 'Pasta Bowl': 1, 'Serving Platter': 2, 'Breakfast Bowl': 0.8 },
        materials: ['Stoneware', 'Porcelain', 'Speckled', 'Reactive-Glaze'],
        sizes: ['single', 'set of 2', 'set of 4'],
        use: 'A glaze no two pieces share; safe in oven and dishwasher.',
      },
      {
        name: 'Glassware',
        price: 20,
        nouns: { 'Wine Glasses': 1.3, Tumblers: 1, Carafe: 1.4, 'Coupe Glasses': 1.4, Highballs: 1 },
        materials: ['Hand-Blown', 'Ribbed', 'Recycled', 'Crystal'],
        sizes: ['single', 'pair', 'set of 4'],
        use: 'Thin at the lip and steady at the foot.',
        season: festive,
      },
      {
        name: 'Cutlery',
        price: 45,
        nouns: { 'Cutlery Set': 1.6, 'Serving Spoons': 0.7, 'Steak Knives': 1.2, 'Dessert Forks': 0.8 },
        materials: ['Brushed-Steel', 'Matte', 'Brass', 'Oak-Handled'],
        sizes: ['4 pieces', '16 pieces', '24 pieces'],
        use: 'Weighted so that it lies still on the plate.',
      },
      {
        name: 'Table linen',
        price: 28,
        nouns: { Tablecloth: 1.7, Napkins: 0.8, 'Table Runner': 1, Placemats: 0.9 },
        materials: ['Washed-Linen', 'Cotton', 'Jacquard', 'Block-Print'],
        sizes: ['small', 'large', 'set of 4'],
        use: 'Softer with every wash, never asks for an iron.',
      },
    ],
  },
  {
    name: 'Living',
    demand: 1.1,
    shelves: [
      {
        name: 'Cushions',
        price: 32,
        nouns: { Cushion: 1, 'Floor Cushion': 1.8, Bolster: 1.2, 'Seat Pad': 0.8 },
        materials: ['Velvet', 'Linen', 'Boucle', 'Kilim'],
        sizes: ['40 cm', '50 cm', '60 cm'],
        use: 'Feather-filled, with a zip you will not find.',
      },
      {
        name: 'Throws',
        price: 64,
        nouns: { Throw: 1, Blanket: 1.1, Quilt: 1.7, Bedspread: 1.9 },
        materials: ['Lambswool', 'Waffle', 'Mohair', 'Recycled-Wool'],
        sizes: ['single', 'double', 'king'],
        use: 'For the end of the sofa and the first cold evening.',
        season: winter,
      },
      {
        name: 'Lamps',
        price: 88,
        nouns: { 'Table Lamp': 1, 'Floor Lamp': 1.8, Pendant: 1.2, 'Reading Lamp': 0.9 },
        materials: ['Rattan', 'Opal-Glass', 'Paper', 'Brass'],
        sizes: ['small', 'medium', 'tall'],
        use: 'A warm pool of light where the book is.',
      },
      {
        name: 'Candles',
        price: 18,
        nouns: { 'Scented Candle': 1.2, 'Pillar Candle': 0.7, 'Taper Candles': 0.7, Tealights: 0.5 },
        materials: ['Beeswax', 'Fig & Cedar', 'Soy', 'Amber'],
        sizes: ['small', 'medium', 'large'],
        use: 'Burns clean to the last centimetre.',
        consumable: true,
        season: winter,
      },
    ],
  },
  {
    name: 'Bath',
    demand: 0.9,
    shelves: [
      {
        name: 'Towels',
        price: 26,
        nouns: { 'Bath Towel': 1.2, 'Hand Towel': 0.6, 'Bath Sheet': 1.6, 'Hammam Towel': 1 },
        materials: ['Organic-Cotton', 'Waffle', 'Linen', 'Turkish-Cotton'],
        sizes: ['single', 'pair', 'set of 3'],
        use: 'Dries fast, feels like the good hotel.',
      },
      {
        name: 'Soap & care',
        price: 11,
        nouns: { 'Hand Soap': 0.8, 'Soap Bar': 0.6, 'Hand Cream': 1.1, 'Bath Salts': 1.2, 'Body Oil': 1.7 },
        materials: ['Rosemary', 'Lavender', 'Cedar', 'Unscented'],
        sizes: ['100 ml', '250 ml', '500 ml'],
        colourless: true,
        use: 'Nothing in it that you could not pronounce.',
        consumable: true,
      },
      {
        name: 'Bath mats',
        price: 34,
        nouns: { 'Bath Mat': 1, 'Cedar Board': 1.3, 'Runner Mat': 1.2 },
        materials: ['Tufted', 'Waffle', 'Bamboo', 'Cotton'],
        sizes: ['small', 'medium', 'long'],
        use: 'Soft under the first step of the morning.',
      },
      {
        name: 'Brushes',
        price: 14,
        nouns: { 'Bath Brush': 1.2, 'Nail Brush': 0.7, 'Dish Brush': 0.7, 'Clothes Brush': 1.6 },
        materials: ['Beech', 'Thermowood', 'Bamboo', 'Pear-Wood'],
        sizes: ['short', 'long', 'set of 2'],
        colourless: true,
        use: 'Natural bristles, a handle oiled by hand.',
      },
    ],
  },
  {
    name: 'Paper',
    demand: 1.1,
    shelves: [
      {
        name: 'Notebooks',
        price: 14,
        nouns: { Notebook: 0.9, Sketchbook: 1.3, 'Weekly Planner': 1.5, 'Pocket Journal': 0.8, Logbook: 1 },
        materials: ['Dot-Grid', 'Linen-Bound', 'Ruled', 'Plain'],
        sizes: ['A6', 'A5', 'B5'],
        use: 'Lies flat and takes fountain-pen ink without bleeding.',
        consumable: true,
        season: [1.5, 0.9, 0.9, 0.9, 0.9, 0.8, 0.8, 1.3, 1.4, 0.9, 1, 1.2],
      },
      {
        name: 'Pens & pencils',
        price: 19,
        nouns: { 'Fountain Pen': 2.2, Rollerball: 1.2, 'Pencil Set': 0.8, 'Brush Pen': 0.6, 'Mechanical Pencil': 1.1 },
        materials: ['Brass', 'Cedar', 'Resin', 'Aluminium'],
        sizes: ['fine', 'medium', 'broad'],
        use: 'Starts at once, every time, even after a summer in a drawer.',
      },
      {
        name: 'Desk',
        price: 36,
        nouns: { 'Desk Tray': 0.9, 'Pen Pot': 0.6, 'Desk Organiser': 1.3, 'Paper Tray': 1.1, 'Letter Rack': 0.8 },
        materials: ['Oak', 'Felt', 'Steel', 'Leather'],
        sizes: ['small', 'medium', 'wide'],
        use: 'A place for everything that wanders.',
      },
      {
        name: 'Cards & wrap',
        price: 7,
        nouns: { 'Greeting Cards': 1, 'Wrapping Paper': 0.9, 'Gift Tags': 0.6, Ribbon: 0.7 },
        materials: ['Letterpress', 'Kraft', 'Marbled', 'Washi'],
        sizes: ['pack of 5', 'pack of 8', '3 m'],
        use: 'Too good to tear, they say, and then they tear it.',
        consumable: true,
        season: festive,
      },
    ],
  },
  {
    name: 'Garden',
    demand: 1,
    shelves: [
      {
        name: 'Hand tools',
        price: 29,
        nouns: { 'Hand Trowel': 0.7, Secateurs: 1.4, 'Hand Fork': 0.7, 'Hori Hori': 1.3, Dibber: 0.6 },
        materials: ['Ash-Handled', 'Forged', 'Stainless', 'Copper'],
        sizes: ['short', 'long', 'set of 2'],
        colourless: true,
        use: 'Forged once, handed down twice.',
        season: spring,
      },
      {
        name: 'Pots & planters',
        price: 27,
        nouns: { Planter: 1.2, 'Plant Pot': 0.8, 'Hanging Pot': 0.9, 'Window Box': 1.5 },
        materials: ['Terracotta', 'Glazed', 'Zinc', 'Fibre-Clay'],
        sizes: ['12 cm', '18 cm', '28 cm'],
        use: 'Frost-proof, with a saucer that fits.',
        season: spring,
      },
      {
        name: 'Seeds & bulbs',
        price: 5,
        nouns: { 'Wildflower Seeds': 1, 'Tomato Seeds': 0.8, 'Herb Seeds': 0.8, 'Tulip Bulbs': 2, 'Salad Seeds': 0.8 },
        materials: ['Organic', 'Heirloom', 'Bee-Friendly', 'Early'],
        sizes: ['packet', 'set of 3', 'pack of 25'],
        colourless: true,
        use: 'Open-pollinated: save some for next year.',
        consumable: true,
        season: spring,
      },
      {
        name: 'Watering',
        price: 33,
        nouns: { 'Watering Can': 1.1, 'Plant Mister': 0.6, 'Hose Nozzle': 0.8, 'Rain Gauge': 0.7 },
        materials: ['Galvanised', 'Copper', 'Enamelled', 'Brass'],
        sizes: ['0.5 l', '5 l', '9 l'],
        use: 'A long spout for the far corner of the bed.',
        season: summer,
      },
    ],
  },
  {
    name: 'Outdoors',
    demand: 0.95,
    shelves: [
      {
        name: 'Camp kitchen',
        price: 39,
        nouns: { 'Camp Stove': 1.7, 'Mess Tin': 0.6, 'Camp Kettle': 0.9, 'Vacuum Flask': 1, 'Cool Bag': 1 },
        materials: ['Titanium', 'Enamelled', 'Aluminium', 'Steel'],
        sizes: ['0.75 l', '1 l', '2 persons'],
        use: 'Dinner above the tree line, tea in the rain.',
        season: summer,
      },
      {
        name: 'Lanterns',
        price: 44,
        nouns: { Lantern: 1, 'Head Torch': 0.8, 'String Lights': 0.7, 'Storm Lamp': 1.2 },
        materials: ['Rechargeable', 'Brass', 'Solar', 'Powder-Coated'],
        sizes: ['150 lm', '300 lm', '600 lm'],
        use: 'A light for the porch and the last kilometre.',
      },
      {
        name: 'Bags',
        price: 79,
        nouns: { Daypack: 1, 'Roll-Top Pack': 1.4, Tote: 0.5, 'Sling Bag': 0.7, Duffel: 1.5 },
        materials: ['Waxed-Canvas', 'Ripstop', 'Recycled', 'Cordura'],
        sizes: ['12 l', '20 l', '32 l'],
        use: 'Keeps the rain out and its shape for years.',
        season: summer,
      },
      {
        name: 'Picnic',
        price: 46,
        nouns: { 'Picnic Blanket': 1, 'Picnic Basket': 1.6, 'Folding Stool': 0.9, Hammock: 1.4 },
        materials: ['Wool', 'Willow', 'Canvas', 'Recycled'],
        sizes: ['2 persons', '4 persons', 'compact'],
        use: 'For long grass and longer afternoons.',
        season: summer,
      },
    ],
  },
  {
    name: 'Play',
    demand: 0.8,
    shelves: [
      {
        name: 'Wooden toys',
        price: 27,
        nouns: {
          'Building Blocks': 1.2,
          'Pull-Along Fox': 0.9,
          'Train Set': 1.8,
          'Stacking Rings': 0.7,
          'Balance Board': 2,
        },
        materials: ['Beech', 'Maple', 'Painted', 'Cork'],
        sizes: ['from 1 year', 'from 2 years', 'from 3 years'],
        colourless: true,
        use: 'Sanded smooth for small hands and big ideas.',
        season: festive,
      },
      {
        name: 'Games',
        price: 30,
        nouns: { 'Card Game': 0.5, 'Board Game': 1.3, Dominoes: 0.8, 'Chess Set': 1.7, 'Dice Game': 0.6 },
        materials: ['Pocket', 'Family', 'Wooden', 'Illustrated'],
        sizes: ['2 players', '2–4 players', '3–6 players'],
        colourless: true,
        use: 'Rules in five minutes, arguments for an evening.',
        season: festive,
      },
      {
        name: 'Puzzles',
        price: 21,
        nouns: { Jigsaw: 1, 'Map Puzzle': 1.1, 'Wooden Puzzle': 1.4, 'Brain Teaser': 0.7 },
        materials: ['Illustrated', 'Botanical', 'Vintage', 'Panorama'],
        sizes: ['200 pieces', '500 pieces', '1000 pieces'],
        colourless: true,
        use: 'Pieces that click, and a box worth keeping.',
        season: winter,
      },
      {
        name: 'Craft kits',
        price: 23,
        nouns: {
          'Embroidery Kit': 1,
          'Lino-Print Kit': 1.3,
          'Weaving Loom': 1.5,
          'Clay Kit': 1,
          'Watercolour Set': 1.1,
        },
        materials: ["Beginner's", 'Complete', 'Weekend', 'Mini'],
        sizes: ['small', 'medium', 'large'],
        colourless: true,
        use: 'Everything in the box, nothing to hunt for.',
      },
    ],
  },
  {
    name: 'Wear',
    demand: 0.85,
    shelves: [
      {
        name: 'Scarves',
        price: 49,
        nouns: { Scarf: 1, Snood: 0.8, Shawl: 1.4, Bandana: 0.4 },
        materials: ['Merino', 'Cashmere-Blend', 'Cotton', 'Lambswool'],
        sizes: ['narrow', 'wide', 'square'],
        use: 'Light enough for spring, warm enough for the platform.',
        season: winter,
      },
      {
        name: 'Hats',
        price: 34,
        nouns: { Beanie: 0.8, 'Bucket Hat': 0.9, 'Straw Hat': 1.2, 'Flat Cap': 1.3 },
        materials: ['Merino', 'Waxed-Cotton', 'Ribbed', 'Linen'],
        sizes: ['S', 'M', 'L'],
        use: 'Keeps its brim in the wind.',
      },
      {
        name: 'Socks',
        price: 14,
        nouns: { 'Walking Socks': 1.1, 'Ankle Socks': 0.7, 'Bed Socks': 1.2, 'Crew Socks': 0.9 },
        materials: ['Merino', 'Bamboo', 'Alpaca', 'Cotton'],
        sizes: ['36–38', '39–42', '43–46'],
        use: 'Seamless toes and heels that outlast the shoe.',
        consumable: true,
      },
      {
        name: 'Aprons',
        price: 38,
        nouns: { Apron: 1, 'Cross-Back Apron': 1.2, 'Half Apron': 0.7, 'Work Apron': 1.3 },
        materials: ['Linen', 'Denim', 'Waxed-Canvas', 'Striped'],
        sizes: ['one size', 'short', 'long'],
        use: 'Deep pockets, a strap that never slips.',
      },
    ],
  },
]
