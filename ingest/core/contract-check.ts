import { listOf } from './code-list.ts';
import type { CodeLists, Column, Contract, RowSheet } from './contract.ts';
import { identityColumns, isIdentifying } from './row-identity.ts';
import { targetsOf } from './row-line.ts';
import { foldLabel } from './text.ts';

/** Raw tables by name, each with its columns and their SQL types. */
export type TableColumns = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Columns that the engine fills: a contract never feeds them. */
const ENGINE_FILLS = new Set([
  'fichier_id',
  'source',
  'antenne',
  'annee',
  'annee_fichier',
  'partie',
  'feuille',
  'ligne',
  'personne_key',
  'dates_au_mois',
  'identification',
]);

/** Codes that any column of codes may hold beside those of its list. */
const ABSENCES = ['inconnu', 'non_transmis', 'sans_objet'];

/** Column types that a raw column of a SQL type takes. */
const FEEDS: Readonly<Record<string, readonly Column['type'][]>> = {
  date: ['date', 'mois'],
  integer: ['entier', 'naissance'],
  'decimal(18,4)': ['entier', 'decimal', 'montant'],
  varchar: ['code', 'sexe', 'departement', 'tranche_age', 'repere', 'reference', 'phrase', 'fonction'],
};

/**
 * What is wrong with a contract, for its author: each as "key: what". A contract names only columns that it has, lists
 * and raw columns that exist, and feeds a raw column with what it holds.
 */
export function contractErrors(contract: Contract, lists: CodeLists, tables: TableColumns): string[] {
  if (contract.genre === 'annuel') return [];
  const names = contract.feuilles.map((sheet) => sheet.nom);
  const twice = names.filter((nom, index) => names.indexOf(nom) !== index);
  return [
    ...twice.map((nom) => `feuilles: two sheets are named "${nom}"`),
    ...contract.feuilles.flatMap((sheet, index) =>
      [
        ...labelErrors(sheet),
        ...listErrors(sheet, contract.antenne, lists),
        ...identityErrors(sheet),
        ...ruleErrors(sheet, contract.feuilles),
        ...targetErrors(sheet, tables, contract.antenne, lists),
      ].map((error) => `feuilles.${index} (${sheet.nom}).${error}`),
    ),
  ];
}

function labelErrors({ colonnes }: RowSheet): string[] {
  const owner = new Map<string, string>();
  return Object.entries(colonnes).flatMap(([nom, column]) =>
    column.etiquettes.flatMap((label) => {
      const folded = foldLabel(label);
      const other = owner.get(folded);
      owner.set(folded, nom);
      return other === undefined || other === nom
        ? []
        : [`colonnes.${nom}: the label "${label}" is also a label of "${other}"`];
    }),
  );
}

function listErrors(
  { colonnes }: RowSheet,
  antenne: string,
  { nomenclatures, tranches }: CodeLists,
): string[] {
  return Object.entries(colonnes).flatMap(([nom, column]) => {
    const at = `colonnes.${nom}`;
    const list = listOf(column);
    if (column.type === 'code' && list === undefined)
      return [`${at}: a code needs a code list (nomenclature)`];
    if (list !== undefined && !nomenclatures.has(list)) return [`${at}: unknown code list "${list}"`];
    if (column.type === 'tranche_age' && !tranches.some((band) => band.antenne === antenne))
      return [`${at}: tranche_age.csv has no grid of ${antenne}`];
    if (column.au_mois && column.type !== 'date' && column.type !== 'mois')
      return [`${at}: au_mois is for dates`];
    return [];
  });
}

function identityErrors(sheet: RowSheet): string[] {
  const { nom, prenom, naissance, dossier } = identityColumns(sheet);
  const identifies = nom !== undefined || dossier !== undefined;
  if (sheet.identite === 'anonyme' || sheet.identite === 'aucune')
    return identifies ? [`identite: "${sheet.identite}", but a column identifies persons`] : [];
  if (!identifies) return [`identite: "${sheet.identite}" needs names or a file number`];
  if (nom !== undefined && prenom === undefined) return ['colonnes: a "nom" needs a "prenom"'];
  if (nom === undefined && naissance !== undefined) return ['colonnes: a "naissance" needs a "nom"'];
  const types = Object.values(sheet.colonnes).map(({ type }) => type);
  return types
    .filter((type, index) => isIdentifying(type) && types.indexOf(type) !== index)
    .map((type) => `colonnes: two columns of type "${type}"`);
}

function ruleErrors(sheet: RowSheet, feuilles: readonly RowSheet[]): string[] {
  const dates: readonly Column['type'][] = ['date', 'mois', 'naissance'];
  const numbers: readonly Column['type'][] = ['entier', 'decimal', 'montant'];
  const wants = (rule: string, nom: string, types?: readonly Column['type'][]): string[] => {
    const column = sheet.colonnes[nom];
    if (!column) return [`${rule}: no column "${nom}"`];
    return types && !types.includes(column.type) ? [`${rule}: "${nom}" is a ${column.type}`] : [];
  };
  const renvois = Object.entries(sheet.renvois).flatMap(([nom, other]) => {
    const target = feuilles.find((one) => one.nom === other);
    if (!target) return [`renvois.${nom}: no sheet "${other}"`];
    return [
      ...wants(`renvois.${nom}`, nom),
      ...(target.colonnes[nom] ? [] : [`renvois.${nom}: no column "${nom}" in "${other}"`]),
    ];
  });
  return [
    ...sheet.ordre.flat().flatMap((nom) => wants('ordre', nom, dates)),
    ...sheet.cle.flatMap((nom) => wants('cle', nom)),
    ...sheet.ensemble.flat().flatMap((nom) => wants('ensemble', nom)),
    ...sheet.differents.flat().flatMap((nom) => wants('differents', nom)),
    ...Object.keys(sheet.bornes).flatMap((nom) => wants('bornes', nom, numbers)),
    ...sheet.avant_fin_annee.flatMap((nom) => wants('avant_fin_annee', nom, dates)),
    ...renvois,
  ];
}

function targetErrors(sheet: RowSheet, tables: TableColumns, antenne: string, lists: CodeLists): string[] {
  return targetsOf(sheet).flatMap(([table, { si, colonnes }]) => {
    const columns = tables[table];
    if (!columns) return [`vers.${table}: no such raw table`];
    const condition = si === undefined ? undefined : typeof si === 'string' ? si : si.colonne;
    return [
      ...(condition === undefined || sheet.colonnes[condition]
        ? []
        : [`vers.${table}.si: no column "${condition}"`]),
      ...(typeof si === 'object' ? codeErrors(sheet, `vers.${table}.si`, si, antenne, lists) : []),
      ...Object.entries(colonnes).flatMap(([raw, origin]) =>
        originErrors(sheet, `vers.${table}.${raw}`, columns[raw], raw, origin),
      ),
    ];
  });
}

function codeErrors(
  sheet: RowSheet,
  at: string,
  { colonne, parmi }: { colonne: string; parmi: readonly string[] },
  antenne: string,
  { nomenclatures }: CodeLists,
): string[] {
  const column = sheet.colonnes[colonne];
  const list = column && listOf(column);
  if (list === undefined) return [];
  const own = (nomenclatures.get(list) ?? []).filter(
    (entry) => entry.antenne === antenne || entry.antenne === '',
  );
  const codes = new Set([...ABSENCES, ...own.map(({ code }) => code)]);
  return parmi.filter((code) => !codes.has(code)).map((code) => `${at}: "${code}" is no code of "${list}"`);
}

function originErrors(
  sheet: RowSheet,
  at: string,
  sqlType: string | undefined,
  raw: string,
  origin: string | { constante: string },
): string[] {
  if (sqlType === undefined) return [`${at}: no such raw column`];
  if (ENGINE_FILLS.has(raw)) return [`${at}: this column is filled by the engine`];
  if (typeof origin !== 'string')
    return sqlType === 'varchar' ? [] : [`${at}: a constant is a code, and this column is a ${sqlType}`];
  const column = sheet.colonnes[origin];
  if (!column) return [`${at}: no column "${origin}"`];
  if (isIdentifying(column.type) && column.type !== 'naissance')
    return [`${at}: "${origin}" identifies a person and is never stored`];
  return FEEDS[sqlType]?.includes(column.type) === true
    ? []
    : [`${at}: a ${column.type} ("${origin}") does not go into a ${sqlType}`];
}
