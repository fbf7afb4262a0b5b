import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalName, Pseudonyms, parseKey, pseudonym } from './pseudonym.ts';

const key = new Uint8Array(32).map((_, index) => index);
const person = { nom: 'D’Exemple-Fictif', prenom: 'Jéan', naissance: '1980-02-29' };

describe('pseudonym', () => {
  it('is HMAC-SHA-256 of the normalised identity, as another implementation computes it', () => {
    const wanted = createHmac('sha256', key)
      .update('exemplefictif|jean|1980-02-29')
      .digest('hex')
      .slice(0, 32);
    expect(pseudonym(person, key)).toBe(wanted);
  });

  it.each([
    { nom: 'EXEMPLE FICTIF', prenom: 'Jean' },
    { nom: "d'exemple fictif", prenom: 'JEAN' },
    { nom: 'De Exemple—Fictif', prenom: ' jean ' },
  ])('is the same for another hand: %j', (other) => {
    expect(pseudonym({ ...person, ...other }, key)).toBe(pseudonym(person, key));
  });

  it('changes with the day of birth, the name or the key', () => {
    expect(pseudonym({ ...person, naissance: '1980-03-01' }, key)).not.toBe(pseudonym(person, key));
    expect(pseudonym({ ...person, prenom: 'Jeanne' }, key)).not.toBe(pseudonym(person, key));
    expect(
      pseudonym(
        person,
        key.map((byte) => byte ^ 1),
      ),
    ).not.toBe(pseudonym(person, key));
  });

  it('never shows the name', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z]{4,12}$/),
        (nom) => !pseudonym({ ...person, nom }, key).includes(nom),
      ),
    );
  });

  it('tells persons apart in any alphabet, and reads one spelling with or without its mark', () => {
    const keys = ['Иванов', 'Петров', 'محمد', 'Papadópoulos'].map((nom) =>
      pseudonym({ ...person, nom }, key),
    );
    expect(new Set(keys).size).toBe(4);
    expect(pseudonym({ ...person, nom: 'Sørensen' }, key)).toBe(
      pseudonym({ ...person, nom: 'Sorensen' }, key),
    );
    expect(normalName(' - ?')).toBe('');
  });

  it('are the same one by one and for a whole file, as another implementation computes them', () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.stringMatching(/^[A-Z][a-z]{1,8}$/),
      fc.constantFrom('Le', 'de', "D'Exemple", 'ÇAMBOULIX', 'Fictif-Agate', ''),
    );
    const persons = fc.array(
      fc.record({ nom: name, prenom: name, naissance: fc.constantFrom('1980-02-29', '') }),
    );
    fc.assert(
      fc.property(persons, (several) => {
        const pseudonyms = new Pseudonyms(key);
        // Twice, so that first names come from memory too.
        for (const one of [...several, ...several]) {
          const text = `${normalName(one.nom)}|${normalName(one.prenom)}|${one.naissance}`;
          const wanted = createHmac('sha256', key).update(text).digest('hex').slice(0, 32);
          expect(pseudonyms.of(one)).toBe(wanted);
          expect(pseudonym(one, key)).toBe(wanted);
          expect(pseudonyms.firstName(one.prenom)).toBe(normalName(one.prenom));
        }
      }),
    );
  });

  it('reads a plain word as it reads the same word between spaces', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9]{1,12}$/), (word) => {
        expect(normalName(word)).toBe(normalName(` ${word} `));
      }),
    );
    for (const particle of ['De', 'LA', 'des', 'l', 'd'])
      expect(normalName(particle)).toBe(normalName(` ${particle}`));
  });

  it('keeps a name that is a particle', () => {
    expect(normalName('Le')).toBe('le');
  });
});

describe('parseKey', () => {
  it('refuses anything but 64 hexadecimal digits', () => {
    expect(parseKey(`${'0f'.repeat(32)}\n`)).toHaveLength(32);
    expect(() => parseKey('abc')).toThrow(RangeError);
  });
});
