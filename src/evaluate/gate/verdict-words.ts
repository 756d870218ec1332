import type { Estimate } from '../coverage.ts'
import type { Comparison, GuardRail } from './judge.ts'
import type { GateVerdict } from './verdict.ts'

/** Fewer are no basis for a comparison, whatever the limit. */
const leastAsked = 2
const digits = (x: number) => x.toFixed(4).replace(/^0\./, '.')
const signed = (x: number) => `${x < 0 ? '−' : '+'}${digits(Math.abs(x))}`
const percent = (share: number) => `${(100 * share).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`
const n = (count: number) => count.toLocaleString('en')

/** The verdict in one paragraph that a merchant can read: what happened, what was compared, why. */
export function verdictWords(of: Omit<GateVerdict, 'words'>): string {
  const { model, decision, forced, judgement, rails } = of
  const opening =
    decision === 'promoted'
      ? `${model} is live now.`
      : forced
        ? `${model} is live now because you insisted (--force); the gate would have held it back.`
        : `${model} was trained and kept, but ${of.live ? `${of.live} stays live` : 'nothing is live yet'}.`
  const sentences = [opening, judgement ? comparisonWords(of) : unjudgedWords(of), ...rails.flatMap(railWords)]
  if (decision === 'held-back' && !forced)
    sentences.push('To publish it all the same: osusume models --publish VERSION, or train with --force.')
  return sentences.filter(Boolean).join(' ')
}

function unjudgedWords(of: Omit<GateVerdict, 'words'>) {
  const { testUsers, minTestUsers, decision, sameRecipe, live } = of
  const few = `Only ${fewWho(of)}, and fewer than ${minTestUsers} cannot tell two models apart, so accuracy was not judged:`
  if (decision === 'held-back' && live && !sameRecipe)
    return `${few} without a comparison the recipe that is live is not exchanged for another. It will be judged when the log has grown${testUsers >= leastAsked ? `, or now with a smaller minTestUsers in gate.json` : ''}.`
  return `${few} ${live ? 'it is the live recipe on newer data' : 'it is the first model of this shop'}.`
}

function fewWho({ split, why, testUsers, holdoutDays = 0 }: Omit<GateVerdict, 'words'>): string {
  const customers = `${n(testUsers)} known ${testUsers === 1 ? 'customer' : 'customers'}`
  if (split === 'time') return `${customers} came back in the last ${days(holdoutDays)}`
  if (split === 'sessions')
    return `${n(testUsers)} ${testUsers === 1 ? 'visit' : 'visits'} of the last ${days(holdoutDays)} had a known product that came after another`
  return `${customers} had something that could be held out (${why})`
}

/** What was asked, and of whom. */
function askedWords({ split, holdoutDays = 0, testUsers }: Omit<GateVerdict, 'words'>): { what: string; who: string } {
  const who = `with ${n(testUsers)} customers`
  switch (split) {
    case 'sessions':
      return { what: `what came next in visits of the last ${days(holdoutDays)}`, who: `in ${n(testUsers)} visits` }
    case 'leave-last-out':
      return { what: 'for the last new thing of everybody', who }
    case 'last-basket':
      return { what: 'for what was new in the last basket of everybody', who }
    case 'random':
      return { what: 'for products held out by chance, a fifth of all that people had', who }
    default:
      return { what: `about the last ${days(holdoutDays)}`, who }
  }
}

function comparisonWords(of: Omit<GateVerdict, 'words'>) {
  const { judgement, goal, margin, split, why, sameRecipe, live } = of
  if (!judgement) return ''
  const { candidate, against, personal } = judgement
  const order = (one: Comparison) => (one.notWorse ? 1 : 0) + (one.role === 'live' ? 0 : 0.5)
  const told = against
    .filter(({ decides, role, value }) => decides && (role !== 'last-viewed' || value > 0))
    .sort((a, b) => order(a) - order(b))
    .map((one) => `${clause(one, margin)}.`)
  if (live && sameRecipe) told.push('The live model has the same recipe, so only its data is older.')
  if (live && !sameRecipe && !against.some(({ role }) => role === 'live'))
    told.push('The live model was made by a recipe that this release does not know, so it could not be asked the same.')
  const { what, who } = askedWords(of)
  const sentences = [
    `Asked ${what}, which it had not seen, it reached ${goal} ${digits(candidate.value)} ${who}.`,
    ...(split === 'time' ? [] : [`Asked so, and not about the newest days as a whole: ${why}.`]),
    ...told,
  ]
  if (personal && !personal.passed)
    sentences.push(
      `It does no better for customers with their own history than with somebody else's (${interval(personal.difference)}): it has not learned what people like.`,
    )
  const viewed = against.find(({ decides, value }) => !decides && value > 0)
  if (viewed)
    sentences.push(
      `Showing people what they last viewed reaches ${digits(viewed.value)}${viewed.difference.high < 0 ? ', more than the model: keep a recently-viewed row beside it' : ''}.`,
    )
  return sentences.join(' ')
}

function clause({ role, model, value, difference, notWorse, better }: Comparison, margin: number): string {
  const name = {
    live: `the live model (${model}, trained on the same past)`,
    popular: 'the popular list',
    'last-viewed': 'showing people what they last viewed',
  }[role]
  const there = `${name} with ${digits(value)}`
  if (better) return `That is better than ${there} (${interval(difference)})`
  if (difference.high < 0 && !notWorse) return `That is worse than ${there} (${interval(difference)})`
  if (difference.value === 0 && difference.low === 0 && difference.high === 0)
    return `That is exactly what ${name} reaches`
  if (notWorse)
    return `That is not worse than ${there} (${interval(difference)}; up to ${percent(margin)} less counts as not worse)`
  return `Against ${there} it may be worse by more than the ${percent(margin)} allowed (${interval(difference)})`
}

const interval = ({ value, low, high }: Estimate) =>
  `${signed(value)}, between ${signed(low)} and ${signed(high)} with 95 % confidence`

function railWords({ rail, text, got, want, passed }: GuardRail): string[] {
  if (passed) return []
  if (rail === 'coverage')
    return [`Its lists show ${percent(got)} of the catalogue, and at least ${percent(want)} is wanted.`]
  if (rail === 'out-of-stock')
    return [`It gives ${percent(got)} of its places to sold-out products, and at most ${percent(want)} is allowed.`]
  return [`“${text}” is broken by ${got < 0.001 ? 'some' : percent(got)} of its lists.`]
}

const days = (count: number) => (count === 1 ? 'day' : `${Math.round(count * 10) / 10} days`)
