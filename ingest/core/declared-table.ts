import { codesOf } from './code-list.ts';
import type { Axis, DeclaredContract, DeclaredTable, Entry, Nomenclatures } from './contract.ts';
import { foldLabel } from './text.ts';

export interface CompiledAxis {
  byLabel: Map<string, Entry>;
  labels: string[];
}

export interface CompiledTable {
  table: DeclaredTable;
  titles: Set<string>;
  lignes: CompiledAxis | undefined;
  colonnes: CompiledAxis;
}

export function compile(
  table: DeclaredTable,
  contract: DeclaredContract,
  lists: Nomenclatures,
  annee: number,
): CompiledTable {
  const axis = (side: Axis): CompiledAxis => {
    const entries = entriesOf(side, table, contract, lists, annee);
    return {
      byLabel: new Map(
        entries.flatMap((entry) => entry.etiquettes.map((label) => [foldLabel(label), entry] as const)),
      ),
      labels: entries.flatMap((entry) => entry.etiquettes),
    };
  };
  return {
    table,
    titles: new Set(table.titres.map((title) => foldLabel(title))),
    lignes: table.lignes ? axis(table.lignes) : undefined,
    colonnes: axis(table.colonnes),
  };
}

/** An axis given by a code list is spelled out: a site list says the site, any other the modality. */
function entriesOf(
  side: Axis,
  table: DeclaredTable,
  contract: DeclaredContract,
  lists: Nomenclatures,
  annee: number,
): Entry[] {
  if ('entrees' in side) return side.entrees;
  const isSite = side.nomenclature === 'site';
  const codes = codesOf(lists, side.nomenclature, contract.antenne, `${annee}-12-31`);
  const entries: Entry[] = codes.map((code) => ({
    etiquettes: [code.libelle],
    ...(isSite ? { site: code.code } : { modalite: code.code }),
  }));
  const total: Entry[] = (side.total ?? []).map((label) => ({
    etiquettes: [label],
    ...(isSite || table.commun.dimension === undefined ? {} : { modalite: '_T' }),
  }));
  return [...entries, ...total];
}
