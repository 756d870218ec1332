import { type Static, Type } from 'typebox'

/** What became of a row that cleaning did not keep as it came. */
const fates = ['dropped', 'merged', 'quarantined', 'changed'] as const

const Count = Type.Integer({ minimum: 0 })
const Step = (description?: string) => Type.String({ maxLength: 64, ...(description && { description }) })

/** An id as long as one may be, with `visitor:` or `order:` before it. */
const Who = (description: string) => Type.String({ minLength: 1, maxLength: 136, description })

/** A row of the log as a person would name it, and where it came from. */
export const ToldRow = Type.Object({
  source: Type.Union([Type.String(), Type.Null()], {
    description: 'File and line (`orders.csv:1234`); null for an event that was sent.',
  }),
  row: Type.Union([Count, Type.Null()], {
    description: 'Of the log, from 1; null for a field of a product or person.',
  }),
  said: Type.String(),
})
export type ToldRow = Static<typeof ToldRow>

/** One reason why a step did something, how often, and some of the rows. */
export const ToldReason = Type.Object({
  fate: Type.Enum([...fates]),
  why: Type.String(),
  rows: Count,
  examples: Type.Array(ToldRow),
})
export type ToldReason = Static<typeof ToldReason>

const ToldStep = Type.Object({
  step: Step(),
  about: Type.String({ description: 'What it does and why.' }),
  kept: Count,
  dropped: Count,
  merged: Count,
  filled: Count,
  quarantined: Count,
  note: Type.String(),
  reasons: Type.Array(ToldReason, { description: 'The most frequent ones.' }),
  undoable: Type.Boolean({ description: 'False where nothing can be learnt without it.' }),
})
export type ToldStep = Static<typeof ToldStep>

const ToldImport = Type.Object({
  source: Type.String(),
  read: Count,
  accepted: Count,
  merged: Count,
  rejected: Count,
  setAside: Count,
  reasons: Type.Record(Type.String(), Count),
  unknownKinds: Type.Array(Type.Object({ word: Type.String(), rows: Count }), {
    description: 'Words for what was done that the mapping does not name, the most frequent ones.',
  }),
})
export type ToldImport = Static<typeof ToldImport>

/** Where every row is that was ever read: read = kept + merged + rejected + setAside + dropped + quarantined. */
const Balance = Type.Object({
  read: Count,
  kept: Count,
  merged: Count,
  rejected: Count,
  setAside: Count,
  dropped: Count,
  quarantined: Count,
})

export const Preparation = Type.Object({
  snapshot: Type.String(),
  created: Type.String({ format: 'date-time' }),
  balance: Balance,
  filled: Type.Integer({ minimum: 0, description: 'Values that kept rows and products gained or had changed.' }),
  imports: Type.Array(ToldImport),
  steps: Type.Array(ToldStep),
  off: Type.Array(Type.Object({ step: Step(), about: Type.String() }), { description: 'Steps that do not run.' }),
})
export type Preparation = Static<typeof Preparation>

export const Suspect = Type.Object({
  who: Who('A customer, a browser (`visitor:ID`) or an order (`order:ID`).'),
  step: Step('Which step set them aside.'),
  why: Type.String(),
  score: Type.Optional(Type.Number({ description: 'How much they act like a machine, from 0 to 4.' })),
  rows: Count,
  first: Type.String({ format: 'date-time' }),
  last: Type.String({ format: 'date-time' }),
  did: Type.Record(Type.String(), Count, { description: 'Rows by kind.' }),
  examples: Type.Array(ToldRow),
  releasable: Type.Boolean({ description: 'False where it is single lines that cannot be, not who they are of.' }),
})
export type Suspect = Static<typeof Suspect>

export const Quarantine = Type.Object({
  snapshot: Type.String(),
  rows: Count,
  people: Type.Integer({ minimum: 0, description: 'All of them; `suspects` are those with most rows.' }),
  limit: Type.Number({ description: 'The score from which a machine is set aside (`botScore`).' }),
  suspects: Type.Array(Suspect),
  released: Type.Array(Type.Object({ who: Type.String(), at: Type.String({ format: 'date-time' }) })),
})
export type Quarantine = Static<typeof Quarantine>

export const PreparationChange = Type.Object(
  {
    undo: Type.Optional(Step('A step to take back.')),
    redo: Type.Optional(Step('A step that was taken back, to run again.')),
    release: Type.Optional(Who('Whoever is a person after all: nothing of theirs is set aside any more.')),
    unrelease: Type.Optional(Who('Whoever was released, to be judged again.')),
    dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Say what it would do, and change nothing.' })),
  },
  { additionalProperties: false },
)
export type PreparationChange = Static<typeof PreparationChange>

export const PreparationEffects = Type.Object({
  says: Type.String({ description: 'What it does, in words.' }),
  rows: Type.Union([Count, Type.Null()], {
    description: 'Rows and values that are as they came again; null where only the steps can tell.',
  }),
  models: Type.Array(Type.Object({ version: Type.String(), live: Type.Boolean() }), {
    description: 'Versions that were trained before the change, on data without it.',
  }),
  done: Type.Boolean({ description: 'False for a dry run.' }),
  snapshot: Type.Optional(Type.String({ description: 'What was made.' })),
})
export type PreparationEffects = Static<typeof PreparationEffects>
