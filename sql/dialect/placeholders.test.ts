import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberPlaceholders, protectQuestionMarks } from './placeholders.ts';
import { codeOnly } from './segments.ts';

const piece = fc.constantFrom('?', '\\', "'", '"', '--', '\n', '/*', '*/', '$$', ' a ', '?::int');

describe('question marks', () => {
  it('come back unchanged in strings, names and comments, and are numbered in code', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const text = pieces.join('');
        const code = codeOnly(text);
        fc.pre(!code.includes('\\'));
        let count = 0;
        const expected = [...text]
          .map((char, at) => {
            if (code[at] !== '?') return char;
            count += 1;
            return `$${count}`;
          })
          .join('');
        expect(numberPlaceholders(protectQuestionMarks(text))).toBe(expected);
      }),
    );
  });

  it('stay operators in code when escaped, as knex documents', () => {
    expect(numberPlaceholders(protectQuestionMarks("select a \\? 'b' and c = ?"))).toBe(
      "select a ? 'b' and c = $1",
    );
  });
});
