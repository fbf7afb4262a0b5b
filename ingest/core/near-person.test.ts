import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isTypo, nearPersons } from './near-person.ts';
import type { Named } from './row-identity.ts';
import { editDistance } from './text.ts';

const person = (nom: string, prenom: string, naissance: string, ligne: number): Named => ({
  nom,
  prenom,
  naissance,
  feuille: 'Suivi',
  ligne,
  key: `${nom}${prenom}${naissance}`,
});
const found = (persons: Named[], limit = 100) =>
  nearPersons(persons, limit).map(({ premiere, seconde, raison }) => [premiere.ligne, seconde.ligne, raison]);

describe('nearPersons', () => {
  const one = person('fictif', 'agathe', '1985-02-03', 1);
  it.each([
    ['a letter changed', person('fictif', 'agatha', '1985-02-03', 2), 'lettre'],
    ['a letter left out', person('fictf', 'agathe', '1985-02-03', 2), 'lettre'],
    ['two letters exchanged', person('fitcif', 'agathe', '1985-02-03', 2), 'lettre'],
    ['day and month exchanged', person('fictif', 'agathe', '1985-03-02', 2), 'jour_et_mois'],
    ['names exchanged', person('agathe', 'fictif', '1985-02-03', 2), 'nom_et_prenom'],
    ['a year apart', person('fictif', 'agathe', '1984-02-03', 2), 'annee'],
  ])('%s', (_, other, raison) => {
    expect(found([one, other])).toEqual([[1, 2, raison]]);
  });

  it.each([
    ['another birth and a letter', person('fictif', 'agatha', '1985-02-04', 2)],
    ['a letter in each name', person('fictff', 'agatha', '1985-02-03', 2)],
    ['two years apart', person('fictif', 'agathe', '1983-02-03', 2)],
    ['names of two letters', person('fictif', 'agathe', '1990-01-01', 2)],
  ])('not with %s', (_, other) => {
    expect(found([one, other])).toEqual([]);
    expect(found([person('li', 'an', '1985-02-03', 1), person('lu', 'an', '1985-02-03', 2)])).toEqual([]);
  });

  it('finds the same in a large group of one birth as by comparing all', () => {
    const word = fc.string({ minLength: 3, maxLength: 5, unit: fc.constantFrom('a', 'b', 'c') });
    const names = fc.uniqueArray(fc.tuple(word, word), { minLength: 33, maxLength: 60, selector: String });
    fc.assert(
      fc.property(names, (list) => {
        const persons = list.map(([nom, prenom], index) => person(nom, prenom, '1985-06-15', index + 1));
        const expected = persons.flatMap((a, i) =>
          persons
            .slice(i + 1)
            .filter(
              (b) =>
                (a.nom === b.nom && isTypo(a.prenom, b.prenom)) ||
                (a.prenom === b.prenom && isTypo(a.nom, b.nom)),
            )
            .map((b) => `${a.ligne} ${b.ligne}`),
        );
        const pairs = nearPersons(persons, 100_000)
          .filter(({ raison }) => raison === 'lettre')
          .map(({ premiere, seconde }) => `${premiere.ligne} ${seconde.ligne}`);
        const exchangedToo = new Set(
          nearPersons(persons, 100_000).map(({ premiere, seconde }) => `${premiere.ligne} ${seconde.ligne}`),
        );
        expect(new Set(expected.filter((pair) => !exchangedToo.has(pair)))).toEqual(new Set());
        expect(new Set(pairs.filter((pair) => !expected.includes(pair)))).toEqual(new Set());
      }),
      { numRuns: 30 },
    );
  });

  it('stops at its limit, whatever the file', () => {
    const persons = Array.from({ length: 300 }, (_, index) =>
      person(
        `fictif${String.fromCharCode(97 + (index % 26))}`,
        `agathe${Math.floor(index / 26)}`,
        '1985-02-03',
        index,
      ),
    );
    expect(found(persons, 50)).toHaveLength(50);
  });
});

describe('isTypo', () => {
  it('is one step of an edit, or an exchange of neighbours', () => {
    const word = fc.string({ minLength: 3, maxLength: 7, unit: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(word, word, (one, other) => {
        const distance = editDistance(one, other);
        const exchanged = Array.from(one, (_, at) => at).some(
          (at) => one.slice(0, at) + (one[at + 1] ?? '') + (one[at] ?? '') + one.slice(at + 2) === other,
        );
        expect(isTypo(one, other)).toBe(one !== other && (distance === 1 || exchanged));
      }),
    );
  });
});
