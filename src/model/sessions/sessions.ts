/** What comes next, from the last clicks: sessions and sequences. */
export const sessions = {}
