import { needOf } from '../../publish/characteristics/frequency-rule.ts';
import type { PersonGroup } from '../../publish/characteristics/persons.ts';
import type { Cell, LinkedTable, LinkedTables, Source } from '../../publish/suppression/linked-tables.ts';

const TOTAL = '_T';
const RULE = { minimum: 5, base: 20 };

/**
 * Everything that is told of some years in the finest codes, as one system: each characteristic by antenne, by sexe and
 * for the région, and persons of each antenne by sexe, which tie the characteristics to each other.
 */
export function wholeTables(groups: readonly PersonGroup[], years: readonly number[]): LinkedTables {
  const names = [...new Set(groups.map(({ caracteristique }) => caracteristique))].filter(
    (one) => one !== 'sexe',
  );
  const sources = [...names, 'sexe'].map(
    (name): Source => ({
      dimensions: name === 'sexe' ? ['annee', 'antenne', 'sexe'] : ['annee', 'antenne', 'sexe', name],
      groups: groups
        .filter(({ caracteristique }) => caracteristique === name)
        .map(({ annee, antenne, sexe, modalite, personnes }) => ({
          codes: [String(annee), antenne, sexe, ...(name === 'sexe' ? [] : [modalite])],
          persons: personnes,
        })),
    }),
  );
  const tables = names.flatMap((name) => {
    const hers = groups.filter(({ caracteristique }) => caracteristique === name);
    return [
      tableOf(hers, years, name, ({ antenne }) => antenne, 'antenne'),
      tableOf(hers, years, name, ({ sexe }) => sexe, 'sexe'),
    ];
  });
  return { sources, nesting: new Map(), tables, insiders: ['antenne'] };
}

function tableOf(
  groups: readonly PersonGroup[],
  years: readonly number[],
  name: string,
  placeOf: (group: PersonGroup) => string,
  place: string,
): LinkedTable {
  const places = [...new Set(groups.map(placeOf))].sort();
  const codes = [...new Set(groups.map(({ modalite }) => modalite))].sort();
  const cells = years.flatMap((annee) =>
    [...places, TOTAL].flatMap((one) => {
      const here = groups.filter(
        (group) => group.annee === annee && (one === TOTAL || placeOf(group) === one),
      );
      const base = sumOf(here.filter(({ modalite }) => modalite !== '_U'));
      return [...codes, TOTAL].map((code): Cell => {
        const value = sumOf(here.filter(({ modalite }) => code === TOTAL || modalite === code));
        const keep = code === TOTAL || one === TOTAL;
        const need = keep || code === '_U' ? undefined : needOf(value, base, RULE)?.need;
        return {
          ...{ codes: [String(annee), one, code], keep, cost: 1 + Math.log2(1 + value) },
          ...(need ? { need } : {}),
        };
      });
    }),
  );
  return { name: `${place} × ${name}`, dimensions: ['annee', place, name], cells };
}

function sumOf(groups: readonly PersonGroup[]): number {
  return groups.reduce((sum, { personnes }) => sum + personnes, 0);
}
