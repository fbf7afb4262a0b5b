import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { RUNS, rounds } from '../tests/budget-rounds.ts';
import { checkParameters } from './parameter-rules.ts';
import { parseParameters } from './parse-parameters.ts';
import { parametersDocument } from './write-parameters.ts';

const EXAMPLE = new URL('../data-samples/budget/parametres-exemple.yml', import.meta.url);

describe('parametersDocument', () => {
  it('gives a file that is read back to the same parameters', () => {
    const assumptions = fc.record({
      imputations: fc.constant([
        { antenne: 'A0', entree: 'personnes_accompagnees', valeur: 12, nom: 'Essai', motif: 'Rien de reçu' },
      ]),
      annee_precedente: fc.nat(10_000_000_000).map((cents) => ({
        source: 'décision de 2024',
        montants: [
          { antenne: 'A0', montant_centimes: cents },
          { antenne: 'Z', montant_centimes: null },
        ],
      })),
    });
    fc.assert(
      fc.property(rounds(), fc.option(assumptions), ({ parameters }, added) => {
        const whole = { ...parameters, ...added };
        fc.pre(checkParameters(whole).length === 0);
        expect(parseParameters(parse(stringify(parametersDocument(whole))))).toEqual(whole);
      }),
      RUNS,
    );
  });

  it('keeps the example as it is', () => {
    const document: unknown = parse(readFileSync(EXAMPLE, 'utf8'));
    expect(parseParameters(parametersDocument(parseParameters(document)))).toEqual(parseParameters(document));
  });
});
