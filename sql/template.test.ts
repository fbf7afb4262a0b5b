import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOnly, segments } from './dialect/segments.ts';
import { SqlError } from './error.ts';
import { positionAt } from './position.ts';
import { parseTemplate, renderTemplate } from './template.ts';

function refused(source: string): SqlError {
  try {
    parseTemplate('models/core/x.sql', source);
  } catch (error) {
    if (error instanceof SqlError) return error;
  }
  throw new Error('Nothing was refused.');
}

describe('segments', () => {
  it('give the text back, whatever the text', () => {
    const piece = fc.constantFrom("'", '"', '--', '/*', '*/', '$$', '$a$', '\n', 'E', '\\', ' x ', '?', 'é');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        expect(
          segments(text)
            .map((segment) => segment.text)
            .join(''),
        ).toBe(text);
        expect(codeOnly(text)).toHaveLength(text.length);
      }),
    );
  });

  it('tell code from strings, names and comments', () => {
    const kinds = segments(`a 'it''s' E'\\'' "n""m" -- c'\nb /* ' */ $q$ ' $q$`);
    expect(kinds.filter(({ kind }) => kind !== 'code').map(({ kind, text }) => [kind, text])).toEqual([
      ['string', "'it''s'"],
      ['string', "'\\''"],
      ['identifier', '"n""m"'],
      ['comment', "-- c'\n"],
      ['comment', "/* ' */"],
      ['string', "$q$ ' $q$"],
    ]);
  });
});

describe('template', () => {
  it('reads calls with text, numbers and booleans, over several lines', () => {
    const { calls } = parseTemplate('f', `select {{ a('x''y', "z", -1.5) }}, {{\n b(true, )\n}} {{c()}}`);
    expect(calls.map(({ name, args }) => [name, args])).toEqual([
      ['a', ["x'y", 'z', -1.5]],
      ['b', [true]],
      ['c', []],
    ]);
  });

  it('leaves comments alone, and strings that hold no call', () => {
    const source = "-- {{ ref('a') }}\nselect '{{', 'a{2}' /* {{ ref('b') }} */";
    const template = parseTemplate('f', source);
    expect(template.calls).toEqual([]);
    expect(renderTemplate(template, () => '').sql).toBe(source);
  });

  it.each([
    ['select \'{{ var("a") }}\'', 1, 9, 'inside quotes'],
    ["select 1,\n  {{ ref('a' }}", 2, 14, '")" was expected'],
    ["select {{ ref('a')", 1, 8, 'not closed'],
    ['select {{ 3 }}', 1, 11, 'name was expected'],
    ['select {{ ref(a) }}', 1, 15, 'neither text'],
    ["select {{ ref('a') + 1 }}", 1, 20, 'cannot be read'],
  ])('says where it cannot be read: %s', (source, ligne, colonne, message) => {
    const error = refused(source);
    expect(error.toProblem()).toMatchObject({
      code: 'template',
      fichier: 'models/core/x.sql',
      ligne,
      colonne,
    });
    expect(error.message).toContain(message);
    expect(error.message).toContain(source.split('\n')[ligne - 1]);
  });

  it('keeps lines, and leads back from the result to the file', () => {
    const part = fc.constantFrom("{{ f('x') }}", '{{\n f(1)\n}}', 'select a', '\n', ' , ', "'é'");
    fc.assert(
      fc.property(fc.array(part, { maxLength: 15 }), fc.nat(12), (parts, width) => {
        const template = parseTemplate('f', parts.join(' '));
        const { sql, sourceOffset } = renderTemplate(template, () => 'R'.repeat(width));
        expect(sql.split('\n')).toHaveLength(template.source.split('\n').length);
        for (let offset = 0; offset < sql.length; offset += 1) {
          const back = sourceOffset(offset);
          const copied = template.calls.every(({ start, end }) => back < start || back >= end);
          if (!copied) expect(template.calls.some(({ start }) => start === back)).toBe(true);
          else {
            expect(template.source[back]).toBe(sql[offset]);
            expect(positionAt(template.source, back).line).toBe(positionAt(sql, offset).line);
          }
        }
      }),
    );
  });
});
