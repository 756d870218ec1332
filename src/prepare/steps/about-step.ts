import { steps } from './steps.ts'

/** What the steps about the catalogue do and why; those about events say it themselves. */
const aboutCatalogue: Record<string, string> = {
  descriptions: 'Files call one product by several names, misspelt or shortened: it is called what most lines call it.',
  catalogue: 'What is known of the products and people that are left, before anything is done to it.',
  units: 'Amounts in texts ("1.5 kg", "1500 g") become numbers of one unit, or they cannot be compared.',
  texts: 'What web pages and spreadsheets left in texts (tags, &amp;, double spaces) is no word of any product.',
  missing: 'Of what nobody said, a model learns nothing or the wrong thing: it is filled as the configuration says.',
  scales: 'Numbers of different size weigh alike: each field is brought to one scale, as the configuration says.',
}

/** What a step does and why, in a sentence. @throws RangeError for a name that is no step’s */
export function aboutStep(name: string): string {
  const about = steps[name]?.about ?? aboutCatalogue[name]
  if (about === undefined) throw new RangeError(`step: got "${name}", want one of those there are`)
  return about
}
