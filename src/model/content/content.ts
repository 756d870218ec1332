/** What items are, by their words and attributes; alone and with what people did. */
export const content = {}
