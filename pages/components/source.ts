const separator = ' · ';

/**
 * Sources written as short as they can be read: `file · sheet · cell` of one file and sheet stand together.
 * Each text may hold several sources, one a line or parted by ` ; `.
 */
export function sourceText(sources: string[]): string {
  const single = sources.flatMap((text) => text.split(/ ; |\n/)).filter((text) => text !== '');
  const cells = new Map<string, string[]>();
  for (const source of new Set(single)) {
    const parts = source.split(separator);
    const cell = parts.length > 1 ? (parts.pop() ?? '') : '';
    const place = parts.join(separator);
    cells.set(place, [...(cells.get(place) ?? []), ...(cell === '' ? [] : [cell])]);
  }
  return [...cells]
    .map(([place, own]) => (own.length > 0 ? `${place}${separator}${own.join(', ')}` : place))
    .join('\u202f; ');
}
