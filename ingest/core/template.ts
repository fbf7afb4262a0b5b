import { acceptedValues, withYears } from './accepted-value.ts';
import type { CodeLists, Column, Contract, DeclaredContract, RowContract, RowSheet } from './contract.ts';
import { spoken } from './declared-cell.ts';
import { type CompiledAxis, compile } from './declared-table.ts';
import { columnName } from './problem.ts';
import { TEMPLATE_LISTS } from './template-list.ts';
import { fold } from './text.ts';
import {
  quotedSheet,
  type Validation,
  type WrittenCell,
  type WrittenSheet,
  type WrittenStyle,
  writeBook,
} from './workbook-writer.ts';

/** Lines that take lists and rules below the headings: more than an antenne writes in a year. */
const READY_LINES = 3000;
const LONGEST_TAB = 31;
const DEFINITIONS = 'Définitions';
/** 1 January 1900, from which spreadsheets count, and 1 January 2000. */
const FIRST_BIRTH = 2;
const FIRST_FACT = 36_526;
const MOST = { entier: 9_999, decimal: 9_999, montant: 1_000_000_000, figure: 1_000_000_000 };

const heading = (value: string): WrittenCell => ({ value, style: 'heading' });
const NOTHING: WrittenCell = { value: null };

/**
 * An empty workbook of an antenne: her sheets and headings, or her annual tables, with lists of values, rules for days
 * and numbers, and a sheet of definitions. Filled, the same contract reads it.
 */
export function templateBook(contract: Contract, lists: CodeLists, annee: number): Uint8Array {
  const feuilles =
    contract.genre === 'annuel' ? annualSheets(contract, lists, annee) : rowSheets(contract, lists, annee);
  return writeBook({ titre: `${contract.libelle} — modèle ${annee}`, feuilles });
}

/** The name of the file: antenne, what it is for, year. */
export function templateName({ source }: Contract, annee: number): string {
  return `${source.replaceAll('_', '-')}-${annee}-modele.xlsx`;
}

/** The lines by which a file says whose it is, and of which year. */
function headOf({ libelle, mentions }: Contract, annee: number): WrittenCell[][] {
  const named = mentions.some((mention) => fold(libelle).includes(fold(mention)));
  return [
    [{ value: named ? libelle : `${mentions[0]} — ${libelle}`, style: 'title' }],
    [{ value: 'Exercice' }, { value: annee }],
    [],
  ];
}

function rowSheets(contract: RowContract, lists: CodeLists, annee: number): WrittenSheet[] {
  const taken = new Set([DEFINITIONS, TEMPLATE_LISTS.onglet]);
  const values = new ListColumns();
  const sheets = contract.feuilles.map((wanted) => {
    const nom = tabOf(wanted, taken);
    taken.add(nom);
    const rows = headOf(contract, annee);
    const columns = Object.values(wanted.colonnes);
    const first = rows.length + 2;
    return {
      nom,
      largeurs: columns.map(({ etiquettes }) => Math.max(14, (etiquettes[0] ?? '').length + 4)),
      colonnes: columns.map(styleOf),
      figees: rows.length + 1,
      paysage: true,
      rows: [...rows, columns.map((column) => heading(headingOf(column)))],
      listes: columns.flatMap((column, rang) => {
        const plage = `${columnName(rang)}${first}:${columnName(rang)}${first + READY_LINES - 1}`;
        return validationOf(column, plage, values, acceptedValues(column, contract, lists, annee));
      }),
    };
  });
  const list = values.sheet();
  return [...sheets, definitionsOfRows(contract), ...(list ? [list] : [])];
}

/** The tab that the contract knows; two tables of one tab get a sheet each. */
function tabOf({ onglets, nom }: RowSheet, taken: ReadonlySet<string>): string {
  const own = (onglets[0] ?? nom).replace(/[[\]:*?/\\]/g, ' ').slice(0, LONGEST_TAB);
  return taken.has(own) ? nom.slice(0, LONGEST_TAB) : own;
}

/** A star stands at what must be filled. */
function headingOf({ etiquettes, requis }: Column): string {
  return `${etiquettes[0] ?? ''}${requis ? ' *' : ''}`;
}

function styleOf({ type, au_mois }: Column): WrittenStyle {
  if ((type === 'date' && au_mois === undefined) || type === 'naissance') return 'day';
  return type === 'entier' || type === 'decimal' || type === 'montant' ? 'plain' : 'words';
}

function validationOf(
  column: Column,
  plage: string,
  values: ListColumns,
  accepted: readonly string[],
): Validation[] {
  const { etiquettes, type, au_mois, requis } = column;
  const titre = etiquettes[0] ?? '';
  const must = requis ? ' À remplir.' : '';
  if (accepted.length > 0) {
    const source = values.range(requis ? accepted : [...new Set([...accepted, 'NC'])]);
    return [{ plage, titre, regle: { type: 'list', source }, aide: `Choisissez dans la liste.${must}` }];
  }
  if ((type === 'date' && au_mois === undefined) || type === 'naissance') {
    const from = type === 'naissance' ? FIRST_BIRTH : FIRST_FACT;
    return [{ plage, titre, regle: { type: 'date', from }, aide: `Un jour : jj/mm/aaaa.${must}` }];
  }
  if (type === 'entier')
    return [
      { plage, titre, regle: { type: 'whole', from: 0, to: MOST.entier }, aide: `Un nombre entier.${must}` },
    ];
  if (type === 'decimal' || type === 'montant') {
    const regle = { type: 'decimal' as const, from: 0, to: MOST[type] };
    const aide = type === 'montant' ? `Un montant en euros.${must}` : `Un nombre.${must}`;
    // A duration may also be written 2h30.
    return [{ plage, titre, regle, aide, souple: true }];
  }
  return [];
}

/** The lists of a workbook on one hidden sheet, a column each; the same list once. */
class ListColumns {
  private readonly lists = new Map<string, readonly string[]>();

  /** The range of a list, as a rule names it. */
  range(values: readonly string[]): string {
    const key = values.join('\n');
    this.lists.set(key, values);
    const column = columnName([...this.lists.keys()].indexOf(key));
    const first = LIST_HEAD + 1;
    return `${quotedSheet(TEMPLATE_LISTS.onglet)}!$${column}$${first}:$${column}$${first + values.length - 1}`;
  }

  sheet(): WrittenSheet | undefined {
    const lists = [...this.lists.values()];
    if (lists.length === 0) return undefined;
    const longest = Math.max(...lists.map(({ length }) => length));
    return {
      nom: TEMPLATE_LISTS.onglet,
      cachee: true,
      largeurs: lists.map(() => 30),
      rows: [
        [{ value: TEMPLATE_LISTS.titre }],
        ...Array.from({ length: longest }, (_, line) =>
          lists.map((list): WrittenCell => ({ value: list[line] ?? null })),
        ),
      ],
    };
  }
}

/** Lines above the lists. */
const LIST_HEAD = 1;

const TYPES: Readonly<Record<Column['type'], string>> = {
  nom: 'nom de famille ; il reste chez vous',
  prenom: 'prénom ; il reste chez vous',
  naissance: 'jour de naissance, jj/mm/aaaa ; il reste chez vous',
  dossier: 'votre numéro de dossier ; il reste chez vous',
  date: 'un jour, jj/mm/aaaa',
  mois: 'un mois, par exemple mars suivi de l’année',
  code: 'une valeur de la liste',
  sexe: 'une valeur de la liste',
  departement: 'le numéro du département, ou une valeur de la liste',
  tranche_age: 'une tranche d’âge de votre grille',
  entier: 'un nombre entier',
  decimal: 'un nombre ; une durée en heures',
  montant: 'un montant en euros',
  repere: 'une marque courte, la même sur toutes les feuilles qui la citent',
  reference: 'une référence de document',
  phrase: 'une phrase, publiée telle quelle : elle ne nomme personne',
  fonction: 'une fonction, jamais un nom',
};

/** Prose, one cell a line: what reads the file takes it for no table. */
function definitionsOfRows(contract: RowContract): WrittenSheet {
  const of = ({ onglets, nom, grain, colonnes, attendue }: RowSheet): WrittenCell[][] => [
    [],
    [{ value: `Feuille « ${onglets[0] ?? nom} »${attendue ? '' : ' (facultative)'}`, style: 'section' }],
    [{ value: grain, style: 'prose' }],
    ...Object.values(colonnes).map((column): WrittenCell[] => [
      { value: `« ${column.etiquettes[0]} » : ${explained(column)}.`, style: 'prose' },
    ]),
  ];
  return definitions(contract, contract.feuilles.flatMap(of));
}

function explained({ type, au_mois, requis, futur }: Column): string {
  const month = au_mois === undefined ? '' : ', ou un mois seul';
  return `${TYPES[type]}${month}${futur ? ', qui peut être à venir' : ''}${requis ? ' ; à remplir sur chaque ligne' : ''}`;
}

function definitions(contract: Contract, rows: readonly WrittenCell[][]): WrittenSheet {
  const head = [
    `Comment remplir ce modèle — ${contract.libelle}`,
    'Gardez les titres et les intitulés. Les autres feuilles de votre classeur peuvent rester : elles sont signalées, pas lues.',
    'Un intitulé suivi d’une étoile est à remplir sur chaque ligne. NC veut dire : inconnu. Rien d’écrit veut dire : rien n’est déclaré.',
    'N’écrivez ni nom, ni téléphone, ni remarque sur une personne hors des colonnes prévues : aucun texte libre n’est gardé.',
    'Déposez le fichier rempli dans la page de vérification avant de l’envoyer : elle lit tout sur votre ordinateur.',
  ];
  return {
    nom: DEFINITIONS,
    largeurs: [110],
    // Upright, the one column is cut on paper: it is wider than the sheet, and no program scales a single column.
    paysage: true,
    rows: [
      ...head.map((value, index): WrittenCell[] => [{ value, style: index === 0 ? 'title' : 'prose' }]),
      ...rows,
    ],
  };
}

function annualSheets(contract: DeclaredContract, lists: CodeLists, annee: number): WrittenSheet[] {
  const rows = headOf(contract, annee);
  const plages: string[] = [];
  let width = 1;
  for (const table of contract.tableaux) {
    const { lignes, colonnes } = compile(table, contract, lists.nomenclatures, annee);
    const labels = firstLabels(colonnes, annee);
    const lines = lignes ? firstLabels(lignes, annee) : [undefined];
    const shift = lignes ? 1 : 0;
    width = Math.max(width, labels.length + shift);
    // A sign stands for the count of a title, as the contract reads it.
    rows.push([{ value: withYears(table.titres[0] ?? table.nom, annee), style: 'section' }]);
    rows.push([...(lignes ? [heading('Intitulé')] : []), ...labels.map(heading)]);
    const from = rows.length + 1;
    for (const label of lines)
      rows.push([
        ...(label === undefined ? [] : [{ value: label, style: 'wrapped' as const }]),
        ...labels.map((): WrittenCell => ({ value: null, style: 'figure' })),
      ]);
    plages.push(
      `${columnName(shift)}${from}:${columnName(shift + labels.length - 1)}${from + lines.length - 1}`,
    );
    rows.push([NOTHING], [NOTHING]);
  }
  const regle = { type: 'decimal' as const, from: 0, to: MOST.figure };
  const aide =
    'Un nombre, ou NC s’il est inconnu. « 10 à 30 % », « environ 60 » et « n.r. » se lisent aussi.';
  return [
    {
      nom: `Bilan ${annee}`,
      largeurs: [46, ...Array.from({ length: width - 1 }, () => 18)],
      rows,
      listes: plages.map((plage) => ({ plage, regle, titre: 'Chiffre', aide, souple: true })),
    },
    definitions(
      contract,
      contract.tableaux.map(({ titres, nom, vide }) => [
        {
          value: `« ${spoken(titres[0] ?? nom, annee)} »${vide ? ' : une case vide vaut zéro si les totaux le confirment, sinon inconnu.' : ' : une case vide veut dire que rien n’est déclaré.'}`,
          style: 'prose' as const,
        },
      ]),
    ),
  ];
}

/** How each entry of an axis is written first. */
function firstLabels({ byLabel }: CompiledAxis, annee: number): string[] {
  const entries = new Set(byLabel.values());
  return [...entries].map(({ etiquettes }) => spoken(etiquettes[0] ?? '', annee));
}
