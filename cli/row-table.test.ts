import { describe, expect, it } from 'vitest';
import { rowTable } from './row-table.ts';

describe('rows as text', () => {
  it('stand in columns, a null said, a long value cut', () => {
    const rows = [
      { antenne: 'AERS', valeur: 12 },
      { antenne: null, valeur: 'x'.repeat(60) },
    ];
    expect(rowTable(rows)).toBe(`  antenne  valeur\n  AERS     12\n  (vide)   ${'x'.repeat(39)}…`);
    expect(rowTable([])).toBe('');
  });
});
