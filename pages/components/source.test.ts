import { describe, expect, it } from 'vitest';
import { sourceText } from './source.ts';

describe('sources', () => {
  it('puts the cells of one sheet together', () => {
    const texts = [
      'a.xlsx · Groupe · B20 ; a.xlsx · Groupe · B34',
      'a.xlsx · Stages · B13',
      'rapport 2024, l. 226',
    ];
    expect(sourceText(texts)).toBe(
      'a.xlsx · Groupe · B20, B34\u202f; a.xlsx · Stages · B13\u202f; rapport 2024, l. 226',
    );
  });

  it('says a source once, and nothing of none', () => {
    expect(sourceText(['a.csv · a · B1', 'a.csv · a · B1'])).toBe('a.csv · a · B1');
    expect(sourceText(['', ''])).toBe('');
  });
});
