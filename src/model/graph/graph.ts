/** The interactions as a graph: walks and filters on it. */
export const graph = {}
