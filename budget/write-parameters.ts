import { formatPlainEuros } from './format.ts';
import type { Borne, Parameters } from './parameters.ts';

/**
 * Parameters as the plain document that a parameters file holds: every key written out, amounts as French text in
 * euros. `parseParameters` reads it back to the same parameters.
 */
export function parametersDocument(parameters: Parameters): Record<string, unknown> {
  const { total_centimes: total, coordination, socle, plancher, plafond, ...rest } = parameters;
  const { imputations, annee_precedente: year, antennes, poids, activite, ...others } = rest;
  const { developpement, harmonisation, ...identity } = others;
  return {
    ...identity,
    total: euros(total),
    antennes: antennes.map((antenne) => ({ ...antenne })),
    poids: { ...poids },
    coordination: { montant: euros(coordination.montant_centimes), part: coordination.part },
    socle: { montant: euros(socle.montant_centimes), part_n1: socle.part },
    plancher: bound(plancher),
    plafond: bound(plafond),
    activite: { ...activite },
    developpement: { ...developpement },
    harmonisation: {
      ...harmonisation,
      lectures: harmonisation.lectures.map((lecture) => ({ ...lecture })),
      besoin: { ...harmonisation.besoin },
    },
    ...(imputations === undefined ? {} : { imputations: imputations.map((one) => ({ ...one })) }),
    ...(year === undefined
      ? {}
      : {
          annee_precedente: {
            source: year.source,
            montants: year.montants.map(({ antenne, montant_centimes: cents }) => ({
              antenne,
              montant: cents === null ? null : euros(cents),
            })),
          },
        }),
  };
}

function bound(borne: Borne | null): Record<string, unknown> | null {
  if (borne === null) return null;
  const { montant_centimes: cents, part_n1 } = borne;
  return { montant: cents === null ? null : euros(cents), part_n1 };
}

/** Plain spaces, so that a person can edit the file with any keyboard. */
function euros(centimes: number): string {
  return `${formatPlainEuros(centimes).replaceAll('\u202f', ' ')} €`;
}
