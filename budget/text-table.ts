/** A column of a table in text. */
export interface TextColumn {
  readonly libelle: string;
  readonly alignement: 'gauche' | 'droite';
}

/** Rows in aligned columns under their headers, for a terminal. Every row has one cell per column. */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const all = [columns.map(({ libelle }) => libelle), ...rows];
  const widths = columns.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return columns[column]?.alignement === 'droite' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const [header = [], ...body] = all;
  return [line(header), rule, ...body.map(line)].join('\n');
}

/** Columns whose first is text and whose others are amounts. */
export function amountColumns(first: string, others: readonly string[]): TextColumn[] {
  return [
    { libelle: first, alignement: 'gauche' },
    ...others.map((libelle): TextColumn => ({ libelle, alignement: 'droite' })),
  ];
}
