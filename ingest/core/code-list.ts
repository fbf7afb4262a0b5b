import type { CodeEntry, Column, Nomenclatures } from './contract.ts';

/** The list of a column that names none: these types have one that all antennes share. */
const SHARED_LISTS: Partial<Record<Column['type'], string>> = {
  sexe: 'sexe',
  departement: 'departement_residence',
};

/** Name of the code list that a column is read by; undefined for a type that has none. */
export function listOf(column: Column): string | undefined {
  return column.nomenclature ?? SHARED_LISTS[column.type];
}

/** The lines of a list that an antenne may write on a day: its own and those of no antenne. */
export function codesOf(
  nomenclatures: Nomenclatures,
  liste: string,
  antenne: string,
  day: string,
): CodeEntry[] {
  return (nomenclatures.get(liste) ?? []).filter(
    (entry) =>
      (entry.antenne === antenne || entry.antenne === '') &&
      (entry.valide_du === '' || entry.valide_du <= day) &&
      (entry.valide_au === '' || day <= entry.valide_au),
  );
}
