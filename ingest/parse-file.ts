import { createHash } from 'node:crypto';
import type { Sources } from './contracts.ts';
import type { Contract } from './core/contract.ts';
import { readDeclared } from './core/declared.ts';
import { isSample } from './core/exercise.ts';
import { type Problem, problem } from './core/problem.ts';
import { read } from './core/readers/read.ts';
import { recognise } from './core/recognise.ts';
import { namesPersons, readRows } from './core/rows.ts';
import type { RawTable } from './raw-tables.ts';

/** A value on its way to a raw column. */
export type LoadValue = string | number | boolean | null;

/** A file read, checked and pseudonymised: what would be loaded, and what is to correct. */
export interface ParsedFile {
  /** SHA-256 of the bytes, hexadecimal. */
  fichier_id: string;
  fichier: string;
  /** Undefined when the file was not recognised. */
  origine:
    | { source: string; antenne: string; annee: number; contrat: string; echantillon: boolean }
    | undefined;
  tables: Map<RawTable, Record<string, LoadValue>[]>;
  problemes: Problem[];
  lus: number;
  charges: number;
  a_corriger: number;
}

/**
 * Reads one file. Pure but for hashing: nothing is stored, and no name survives. `keyFor` gives the pseudonyms' key
 * for a sample or a real file; without one, a file that names persons is refused whole.
 */
export function parseFile(
  bytes: Uint8Array,
  fichier: string,
  sources: Sources,
  keyFor: (sample: boolean) => Uint8Array | undefined,
): ParsedFile {
  const fichier_id = createHash('sha256').update(bytes).digest('hex');
  const refused = (problemes: Problem[], origine?: ParsedFile['origine']): ParsedFile => ({
    fichier_id,
    fichier,
    origine,
    tables: new Map(),
    problemes,
    lus: 0,
    charges: 0,
    a_corriger: 0,
  });
  const opened = read(bytes, fichier);
  if (!opened.ok) return refused(opened.problemes);
  const recognised = recognise(opened.classeur, sources.contracts);
  if (!recognised.ok) return refused([recognised.probleme]);
  const { contract, annee } = recognised;
  const echantillon = isSample(opened.classeur);
  const origine = {
    source: contract.source,
    antenne: contract.antenne,
    annee,
    contrat: fingerprintOf(contract),
    echantillon,
  };
  const common = { fichier_id, source: contract.source, antenne: contract.antenne, annee };
  if (contract.genre === 'annuel') {
    const result = readDeclared(opened.classeur, contract, sources.nomenclatures, annee);
    const rows = result.figures.map((figure) => ({ ...common, ...figure }));
    return {
      fichier_id,
      fichier,
      origine,
      tables: new Map([['figure', rows]]),
      problemes: result.problemes,
      lus: result.lus,
      charges: rows.length,
      a_corriger: result.lus - rows.length,
    };
  }
  const key = namesPersons(contract) ? keyFor(echantillon) : undefined;
  if (namesPersons(contract) && !key) return refused([withoutKey(fichier)], origine);
  const result = readRows(opened.classeur, contract, sources.nomenclatures, annee, key);
  const tables = new Map(
    [...result.tables].map(
      ([table, rows]) =>
        [
          table as RawTable,
          rows.map(({ feuille, ligne, personne_key, values }) => ({
            ...common,
            feuille,
            ligne,
            personne_key,
            ...values,
          })),
        ] as const,
    ),
  );
  return {
    fichier_id,
    fichier,
    origine,
    tables,
    problemes: result.problemes,
    lus: result.lus,
    charges: result.charges,
    a_corriger: result.a_corriger,
  };
}

/** Changes when the contract does, so that a file is read again under new rules. */
function fingerprintOf(contract: Contract): string {
  return createHash('sha256').update(JSON.stringify(contract)).digest('hex').slice(0, 16);
}

function withoutKey(fichier: string): Problem {
  return problem(
    { fichier },
    {
      code: 'CLE_ABSENTE',
      message: `« ${fichier} » contient des noms et aucune clé n’a été donnée : rien n’en a été chargé.`,
      regle: 'Un fichier nominatif ne se charge qu’avec la clé de pseudonymisation, sur demande expresse.',
      remede: 'Ajoutez l’option --cle suivie du fichier de clé.',
    },
  );
}
