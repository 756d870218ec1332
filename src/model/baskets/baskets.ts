/** What goes together, and what is bought again. */
export const baskets = {}
