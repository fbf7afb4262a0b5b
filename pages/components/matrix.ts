/** What one line says of one column, in a word: `oui`, `en partie`, `en projet`, `bloquée`, `non`, or how it is absent. */
export interface MatrixCell {
  state: string;
  /** Who does it, or another name for it. */
  note?: string;
}

export interface Matrix {
  columns: { head: string; group?: string }[];
  lines: { label: string; cells: MatrixCell[] }[];
}

/** The states that have a shape of their own; any other is a word for what is absent. */
export const matrixStates = ['oui', 'en partie', 'en projet', 'bloquée', 'non'] as const;

/** How many lines a column has in place. */
export function inPlace({ lines }: Matrix, column: number): number {
  return lines.filter(({ cells }) => cells[column]?.state === 'oui').length;
}

/** The matrix in words: for each column what is in place, and what is so in part, planned or blocked. */
export function describeMatrix(matrix: Matrix): string {
  const said = matrix.columns.map(({ head }, column) => {
    const list = (state: string) =>
      matrix.lines.filter(({ cells }) => cells[column]?.state === state).map(({ label }) => label);
    const parts = ['oui', 'en partie', 'en projet', 'bloquée'].flatMap((state) => {
      const found = list(state);
      return found.length === 0 ? [] : [`${state === 'oui' ? 'en place' : state} ${found.join(', ')}`];
    });
    return `${head}, ${inPlace(matrix, column)} sur ${matrix.lines.length}${parts.length === 0 ? '' : ` (${parts.join(' – ')})`}`;
  });
  return `Actions en place\u00a0: ${said.join('\u202f; ')}.`;
}
