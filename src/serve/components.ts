import { type TSchema, Type } from 'typebox'
import { checker } from '../contract/check.ts'
import { EventInput } from '../contract/event.ts'
import { Fault, faults } from '../contract/fault.ts'
import { ItemInput } from '../contract/item.ts'
import { Preparation, PreparationChange, PreparationEffects, Quarantine } from '../contract/preparation.ts'
import { RecommendationAnswer, RecommendationRequest } from '../contract/recommendation.ts'
import { UserInput } from '../contract/user.ts'
import { Id } from '../contract/words.ts'

/** How many events or items one request may bring. */
export const maxBatch = 10_000

const Verdicts = Type.Object({
  accepted: Type.Integer({ minimum: 0 }),
  duplicates: Type.Integer({ minimum: 0, description: 'Known by their id already; left as they were.' }),
  rejected: Type.Array(
    Type.Object({
      index: Type.Integer({ minimum: 0, description: 'Position in what was sent, from 0.' }),
      code: Type.String(),
      message: Type.String({ description: 'The field, what came, what was wanted.' }),
    }),
  ),
})

const ErrorAnswer = Type.Object({
  error: Type.Object({
    code: Type.Enum([...Object.keys(faults), 'internal']),
    message: Type.String(),
    details: Type.Optional(Type.Unknown()),
  }),
})

/** The named words of the API: what a client generator turns into types. */
export const components = {
  Event: EventInput,
  Verdicts,
  ItemInput,
  Item: Type.Object({ id: Id(), ...ItemInput.properties }, { additionalProperties: false }),
  UserInput,
  User: Type.Object({ id: Id(), ...UserInput.properties }, { additionalProperties: false }),
  RecommendationRequest,
  RecommendationAnswer,
  Preparation,
  Quarantine,
  PreparationChange,
  PreparationEffects,
  ErrorAnswer,
  PathId: Type.Object({ id: Id() }),
  PathPair: Type.Object({ id: Id(), other: Id() }),
  MergeInput: Type.Object(
    { user: Id({ description: 'The other id; a browser is `visitor:ID`.' }) },
    { additionalProperties: false },
  ),
  MergeAnswer: Type.Object({ merged: Type.Boolean({ description: 'False when it was known.' }) }),
} satisfies Record<string, TSchema>

export type ComponentName = keyof typeof components

/** A reference to a component, as routes write it. */
export const named = (name: ComponentName) => ({ $ref: `${name}#` })

const checkers = new Map(Object.entries(components).map(([name, schema]) => [`${name}#`, checker(schema as TSchema)]))

/** Checks what comes by the very words of the contract, so that HTTP and files refuse alike. Nothing is coerced. */
export function validatorCompiler({
  schema,
}: {
  schema: unknown
}): (data: unknown) => { value: unknown } | { error: Error } {
  const check = checkers.get((schema as { $ref?: string }).$ref ?? '')
  if (!check) throw new TypeError(`a route is checked by a named component, got ${JSON.stringify(schema)}`)
  return (data) => {
    try {
      return { value: check(data) }
    } catch (error) {
      // anything else is a bug of ours, and no fault of the caller's
      if (!(error instanceof Fault)) throw error
      return { error }
    }
  }
}

/** The check of one entry of a list, for routes that judge entries one by one. */
export function checkerOf(name: ComponentName): (input: unknown) => unknown {
  return checkers.get(`${name}#`) as (input: unknown) => unknown
}
