/** Several models as one. */
export const blends = {}
