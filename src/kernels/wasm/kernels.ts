// AssemblyScript, compiled by build/kernels.ts; not part of the TypeScript project.
export { addScaled, combine } from './combine'
export { conjugate } from './conjugate'
export { factorise, gram, solve, weigh } from './exact'
export { scores } from './scores'
export { top } from './top'
export { takeOff } from './sweep'
