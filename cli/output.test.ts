import { expect, it } from 'vitest';
import { Output } from './output.ts';

it('prints no mark that a terminal obeys, whatever a file or a sheet is called; JSON keeps it escaped', () => {
  let out = '';
  let err = '';
  const output = (json: boolean) =>
    new Output(
      json,
      (text) => {
        out += text;
      },
      (text) => {
        err += text;
      },
    );
  const fichier = 'a\u001b[2J\u202eb\n✗ c.csv';
  output(false).problem({ code: 'X', message: `« ${fichier} » est vide.`, fichier, regle: 'R', remede: 'M' });
  expect(err).toBe('✗ a�[2J�b�✗ c.csv : « a�[2J�b�✗ c.csv » est vide.\n  Règle : R\n  À faire : M\n');
  output(false).result({}, 'un\ndeux\u001b');
  expect(out).toBe('un\ndeux�\n');
  out = '';
  output(true).result({ fichier }, '');
  expect(JSON.parse(out)).toEqual({ fichier });
  expect(out).toContain('a\\u001b[2J\\u202eb');
});
