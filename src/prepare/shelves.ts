/** "Home > Lamps" → "home", "home > lamps". */
export function shelvesOf(category: string): string[] {
  const levels = category
    .split('>')
    .map((level) => level.trim().toLowerCase())
    .filter((level) => level !== '')
  return levels.map((_, depth) => levels.slice(0, depth + 1).join(' > '))
}
