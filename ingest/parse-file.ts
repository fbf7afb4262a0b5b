import { createHash, type Hash } from 'node:crypto';
import { type Batch, batchOf, type LoadValue } from './batch.ts';
import type { Sources } from './contracts.ts';
import type { Contract } from './core/contract.ts';
import { type Corrections, correct } from './core/corrected.ts';
import { readDeclared } from './core/declared.ts';
import type { DeclaredFigure } from './core/declared-figure.ts';
import { isSample } from './core/exercise.ts';
import { keyMark } from './core/key-mark.ts';
import { keyMarksIn } from './core/keyed-workbook.ts';
import { isWarning, type Problem, problem } from './core/problem.ts';
import { brokenCells, read } from './core/readers/read.ts';
import { listsOf, recognise } from './core/recognise.ts';
import { showsKeys } from './core/row-keyed.ts';
import { inOrder, type Lot, type Lots, MadeTables, type RawRow } from './core/row-lot.ts';
import { readRows } from './core/rows.ts';
import { safeName, shownText, vocabularyOf } from './core/safe-name.ts';
import type { Workbook } from './core/workbook.ts';
import { correctedPrint } from './corrections-sent.ts';
import type { RawTable } from './raw-tables.ts';

export type { LoadValue } from './batch.ts';

/** A file read, checked and pseudonymised: what would be loaded, and what is to correct. */
export interface ParsedFile {
  /** Of these bytes, read as this source and year. */
  fichier_id: string;
  /** SHA-256 of the bytes, hexadecimal. */
  sha256: string;
  /** As the sender calls it: for messages only. */
  fichier: string;
  /** As the warehouse may keep it. */
  nom_conserve: string;
  /** Sheets as the sender calls them → as the warehouse may keep them. */
  feuilles: ReadonlyMap<string, string>;
  /** Undefined when the file was not recognised. */
  origine:
    | { source: string; antenne: string; annee: number; contrat: string; echantillon: boolean }
    | undefined;
  /** Raw table → its rows; those of a large file are made when they are asked for. */
  tables: ReadonlyMap<RawTable, Record<string, LoadValue>[]>;
  problemes: Problem[];
  lus: number;
  charges: number;
  a_corriger: number;
  /** Foot lines ("Total"), counted as such and not as persons. */
  totaux: number;
  /** True when the file names persons: without a key nothing of it is read. */
  nominatif: boolean;
  /** Numbers of the keys that its persons go by: of its own lines, or of the key that stood for their names. */
  cles: readonly string[];
  /** Part → fingerprint of its content, for the parts that no two years can hold alike. */
  empreintes: ReadonlyMap<string, string>;
}

type Origin = NonNullable<ParsedFile['origine']>;
type Content = Pick<
  ParsedFile,
  'tables' | 'problemes' | 'lus' | 'charges' | 'a_corriger' | 'totaux' | 'nominatif' | 'cles' | 'empreintes'
>;

const NOTHING: Content = {
  tables: new Map(),
  problemes: [],
  lus: 0,
  charges: 0,
  a_corriger: 0,
  totaux: 0,
  nominatif: false,
  cles: [],
  empreintes: new Map(),
};

/**
 * Reads one file. Pure but for hashing: nothing is stored, and no name survives. `keyFor` gives the pseudonyms' key
 * for a sample or a real file; without one, a file that names persons is refused whole. `aujourdhui` (`YYYY-MM-DD`) is
 * the day after which no fact lies; without it no date is too late. `corrections`, by the fingerprint of the file that
 * they are about, are read in the place of its cells.
 */
export function parseFile(
  bytes: Uint8Array,
  fichier: string,
  sources: Sources,
  keyFor: (sample: boolean) => Uint8Array | undefined,
  aujourdhui?: string,
  corrections?: ReadonlyMap<string, Corrections>,
): ParsedFile {
  const sent = createHash('sha256').update(bytes).digest('hex');
  const mend = corrections?.get(sent);
  const sha256 = mend ? correctedPrint(sent, mend) : sent;
  const vocabulary = vocabularyOf(sources.contracts);
  const unknown = {
    fichier_id: sha256,
    sha256,
    fichier,
    nom_conserve: safeName(fichier, vocabulary, `fichier-${sha256.slice(0, 8)}${extensionOf(fichier)}`),
    feuilles: new Map<string, string>(),
    origine: undefined,
  };
  const opened = read(bytes, fichier);
  if (!opened.ok) return { ...unknown, ...NOTHING, problemes: opened.problemes };
  const { classeur, problemes: misplaced } = mend
    ? correct(opened.classeur, mend)
    : { classeur: opened.classeur, problemes: [] };
  const remarks = [...(mend?.problemes ?? []), ...misplaced, ...brokenCells(classeur)];
  const recognised = recognise(classeur, sources.contracts);
  if (!recognised.ok) {
    const problemes = [...remarks, recognised.probleme];
    return { ...unknown, ...NOTHING, problemes };
  }
  const { contract, annee } = recognised;
  const origine: Origin = {
    source: contract.source,
    antenne: contract.antenne,
    annee,
    contrat: fingerprintOf(contract, sources),
    echantillon: isSample(classeur),
  };
  const identity = {
    fichier_id: createHash('sha256').update(`${sha256} ${contract.source} ${annee}`).digest('hex'),
    sha256,
    fichier,
    nom_conserve: safeName(fichier, vocabulary, `${contract.source}-${annee}${extensionOf(fichier)}`),
    feuilles: new Map(
      classeur.feuilles.map(
        (sheet, index) => [sheet.nom, safeName(sheet.nom, vocabulary, `feuille ${index + 1}`)] as const,
      ),
    ),
    origine,
  };
  const content = contentOf(classeur, contract, identity, sources, keyFor, aujourdhui);
  const problemes = [...remarks, ...content.problemes];
  if (content.charges === 0 && problemes.every(isWarning)) problemes.push(nothingToLoad(fichier));
  return { ...identity, ...content, problemes };
}

/** What every row of a file says alike. */
type Where = Record<'fichier_id' | 'source' | 'antenne', string> & { annee_fichier: number };

function contentOf(
  classeur: Workbook,
  contract: Contract,
  {
    fichier_id,
    origine,
    feuilles,
  }: { fichier_id: string; origine: Origin; feuilles: ReadonlyMap<string, string> },
  sources: Sources,
  keyFor: (sample: boolean) => Uint8Array | undefined,
  aujourdhui: string | undefined,
): Content {
  const { annee, echantillon, source, antenne } = origine;
  const where: Where = { fichier_id, source, antenne, annee_fichier: annee };
  if (contract.genre === 'annuel') {
    const { figures, problemes, lus, a_corriger } = readDeclared(
      classeur,
      contract,
      sources.nomenclatures,
      annee,
    );
    return {
      ...NOTHING,
      tables: new Map([['figure', figures.map((figure) => loadedFigure(figure, where, feuilles))]]),
      problemes,
      lus,
      charges: figures.length,
      a_corriger,
    };
  }
  const key = keyFor(echantillon);
  const shown = shownText(sources);
  let keyed = false;
  const {
    tables: _rows,
    lots,
    dates,
    ...read
  } = readRows(classeur, contract, {
    lists: sources,
    annee,
    key,
    aujourdhui,
    montre: shown,
    onTable: (_, header) => {
      keyed ||= showsKeys(header);
    },
  });
  if (read.nominatif && !key)
    return { ...NOTHING, nominatif: true, problemes: [withoutKey(classeur.fichier)] };
  const said = keyed ? keyMarksIn(classeur) : [];
  if (keyed && said.length === 0) read.problemes.push(withoutKeyMark(classeur.fichier));
  const cles = [...new Set([...said, ...(read.nominatif && key ? [keyMark(key)] : [])])];
  const tables = new LoadTables(lots, where, feuilles);
  return { ...NOTHING, ...read, cles, tables, empreintes: fingerprints(lots, dates) };
}

/**
 * SHA-256 of what each dated part holds, column by column in the file's order: values and pseudonyms, without the year
 * of the file, its titles, sheets and lines. Last year's sheet under this year's title has the same. A part that states
 * what lasts from year to year (places, funders) has none.
 */
function fingerprints(lots: Lots, dates: ReadonlySet<string>): ReadonlyMap<string, string> {
  const hashes = new Map<string, Hash>();
  for (const table of lots.names())
    for (const [partie, columns] of lots.contents(table)) {
      if (!dates.has(partie)) continue;
      const hash = hashes.get(partie) ?? createHash('sha256');
      hashes.set(partie, hash);
      for (const [column, pieces] of columns) {
        hash.update(`\u001e${table} ${column}`);
        for (const piece of pieces)
          for (let from = 0; from < piece.length; from += HASHED_AT_ONCE)
            hash.update(`\u001f${piece.slice(from, from + HASHED_AT_ONCE).join('\u001f')}`);
      }
    }
  return new Map([...hashes].map(([partie, hash]) => [partie, hash.digest('hex')]));
}

/** Values handed to the hash together: a call costs more than a value. */
const HASHED_AT_ONCE = 10_000;

/** A figure as the warehouse keeps it, with where it comes from under names that may be kept. */
function loadedFigure(
  figure: DeclaredFigure,
  where: Where,
  feuilles: ReadonlyMap<string, string>,
): Record<string, LoadValue> {
  return { ...figure, partie: figure.tableau, ...where, feuille: feuilles.get(figure.feuille) ?? null };
}

/** Rows as the warehouse keeps them, with where they come from: of a person the pseudonym, and how sure it is. */
class LoadTables extends MadeTables<RawTable, Record<string, LoadValue>> {
  constructor(
    lots: Lots,
    private readonly where: Where,
    private readonly feuilles: ReadonlyMap<string, string>,
  ) {
    super(lots, new Map(lots.names().map((table) => [table as RawTable, (row) => this.row(table, row)])));
  }

  /** The same rows by column, as they are kept. */
  *batches(table: RawTable): Generator<Batch> {
    for (const lots of this.lots.groups(table)) {
      const [only] = lots;
      if (only && lots.length === 1) yield this.batch(table, only);
      else yield batchOf(Array.from(inOrder(lots), ([lot, at]) => this.row(table, lot.rowAt(at))));
    }
  }

  private row(table: string, row: RawRow): Record<string, LoadValue> {
    const { feuille: onglet, ligne, partie, personne, dates_au_mois, values } = row;
    const annee = this.where.annee_fichier;
    const feuille = this.feuilles.get(onglet) ?? null;
    const { key: personne_key, identification } = personne;
    // Own columns first, then what is spread: the other way round takes thirty times as long.
    return table === 'personne'
      ? {
          ...{ feuille, ligne, partie, dates_au_mois, annee, personne_key, identification },
          ...values,
          ...this.where,
        }
      : { feuille, ligne, partie, dates_au_mois, annee, personne_key, ...values, ...this.where };
  }

  private batch(table: string, lot: Lot): Batch {
    const { lines, persons, partie } = lot;
    return {
      length: lot.length,
      columns: new Map<string, LoadValue | readonly LoadValue[]>([
        ['feuille', this.feuilles.get(lot.feuille) ?? null],
        ['ligne', lines],
        ['partie', partie],
        ['dates_au_mois', lot.months()],
        ['annee', this.where.annee_fichier],
        ['personne_key', persons.map(({ key }) => key)],
        ...(table === 'personne'
          ? [['identification', persons.map(({ identification }) => identification)] as const]
          : []),
        ...lot.values(),
        ...Object.entries(this.where),
      ]),
    };
  }
}

/** The rows of a raw table by column, as they are loaded. */
export function* batchesOf(tables: ParsedFile['tables'], table: RawTable): Generator<Batch> {
  if (tables instanceof LoadTables) yield* tables.batches(table);
  else yield batchOf(tables.get(table) ?? []);
}

/** Changes when the contract, one of its code lists or its age grid does, so that a file is read again under new rules. */
function fingerprintOf(contract: Contract, { nomenclatures, tranches }: Sources): string {
  const lists = listsOf(contract).map((name) => [name, nomenclatures.get(name) ?? []]);
  const grid = readsAgeBands(contract) ? tranches.filter((band) => band.antenne === contract.antenne) : [];
  return createHash('sha256')
    .update(JSON.stringify([contract, lists, ...(grid.length > 0 ? [grid] : [])]))
    .digest('hex')
    .slice(0, 16);
}

function readsAgeBands(contract: Contract): boolean {
  return (
    contract.genre === 'lignes' &&
    contract.feuilles.some((sheet) =>
      Object.values(sheet.colonnes).some(({ type }) => type === 'tranche_age'),
    )
  );
}

function withoutKey(fichier: string): Problem {
  return problem(
    { fichier },
    {
      code: 'CLE_ABSENTE',
      message: `« ${fichier} » contient des noms : rien n’en a été chargé.`,
      regle: 'Un fichier nominatif ne se charge que sur demande expresse, avec la clé de pseudonymisation.',
      remede:
        'Écrivez d’abord un fichier sans noms : « npm run cpca -- pseudonymise <fichier> --cle <clé> », puis chargez celui-là. Sinon, ajoutez --nominatif et --cle <clé>.',
    },
  );
}

function withoutKeyMark(fichier: string): Problem {
  return problem(
    { fichier },
    {
      code: 'CLE_SANS_NUMERO',
      message: `« ${fichier} » ne dit plus avec quelle clé il a été pseudonymisé : les lignes sont chargées sans que la clé ait été vérifiée.`,
      regle: 'Un fichier sans noms porte en tête une ligne « Clé n° », écrite par « cpca pseudonymise ».',
      remede:
        'Chargez le fichier tel qu’il a été écrit, ou assurez-vous que la clé est celle des autres fichiers.',
    },
  );
}

function nothingToLoad(fichier: string): Problem {
  return problem(
    { fichier },
    {
      code: 'RIEN_A_CHARGER',
      message: `Les tableaux de « ${fichier} » ont été reconnus, mais aucun chiffre ni aucune ligne n’y a été trouvé.`,
      regle: 'Un tableau contient au moins un chiffre.',
      remede: 'Vérifiez que le fichier a été enregistré après la saisie.',
    },
  );
}

/** The file's extension when it is one of tables; any other may be a name too. */
function extensionOf(fichier: string): string {
  return /\.(csv|txt|tsv|xlsx|xlsm|xls|ods)$/i.exec(fichier)?.[0] ?? '';
}
