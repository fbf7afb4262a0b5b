import { readFile } from 'node:fs/promises';
import { LISTS_DIR, SOURCES_DIR } from '../../cli/places.ts';
import { loadSources } from '../../ingest/contracts.ts';
import type { Contract, RowContract } from '../../ingest/core/contract.ts';
import { read } from '../../ingest/core/readers/read.ts';
import { foldLabel } from '../../ingest/core/text.ts';
import type { Cell } from '../../ingest/core/workbook.ts';
import { filesOf } from '../../ingest/ingest.ts';

/** What a file says of who a person is: names and file numbers, and days of birth as `YYYY-MM-DD`. */
export interface Identities {
  names: string[];
  births: string[];
}

/** Shorter texts are too common to be looked for in bytes. */
export const SHORTEST = 5;

const KINDS = { nom: 'names', prenom: 'names', dossier: 'names', naissance: 'births' } as const;

/**
 * The identities that the files of a folder hold, found without the engine that is to keep them out: every text below
 * a heading that a contract calls a name, a file number or a birth.
 */
export async function identitiesIn(folder: string): Promise<Identities> {
  const { contracts } = await loadSources(SOURCES_DIR, LISTS_DIR);
  const headings = new Map(
    contracts
      .filter((contract): contract is RowContract => contract.genre === 'lignes')
      .flatMap((contract) => contract.feuilles.flatMap((sheet) => Object.values(sheet.colonnes)))
      .flatMap(({ type, etiquettes }) =>
        type in KINDS
          ? etiquettes.map(
              (label) =>
                [foldLabel(label.split(' / ').at(-1) ?? ''), KINDS[type as keyof typeof KINDS]] as const,
            )
          : [],
      ),
  );
  const labels = labelsOf(contracts);
  const found = { names: new Set<string>(), births: new Set<string>() };
  for (const { chemin, nom } of await filesOf(folder)) {
    const opened = read(await readFile(chemin), nom);
    if (!opened.ok) continue;
    for (const { rows } of opened.classeur.feuilles) {
      const columns = new Map<number, 'names' | 'births'>();
      for (const row of rows) {
        const heads = row.flatMap((cell, rank) => {
          const kind = cell.kind === 'text' ? headings.get(foldLabel(cell.text)) : undefined;
          return kind ? [[rank, kind] as const] : [];
        });
        if (heads.length > 0) for (const [rank, kind] of heads) columns.set(rank, kind);
        else if (isPersonRow(row))
          for (const [rank, kind] of columns) {
            const text =
              row[rank]?.kind === 'date' ? String(row[rank]?.value) : (row[rank]?.text.trim() ?? '');
            const day = dayIn(text);
            // Tables below one another share columns: a session's day is no birth, a heading or a total no name.
            if (kind === 'births' && day !== undefined && day < LAST_BIRTH) found.births.add(day);
            if (kind === 'names' && day === undefined && isName(text) && !labels.has(foldLabel(text)))
              found.names.add(text);
          }
      }
    }
  }
  return { names: [...found.names], births: [...found.births] };
}

/** False for titles, notes and foot lines. */
function isPersonRow(row: readonly Cell[]): boolean {
  const filled = row.filter((cell) => cell.kind !== 'empty');
  return (
    filled.length > 2 && !filled.some((cell) => /^(sous-)?(total|nombre|moyenne|ensemble)/i.test(cell.text))
  );
}

const LAST_BIRTH = '2012-01-01';

function isName(text: string): boolean {
  return text.length >= SHORTEST && /\p{L}{3}|\p{L}.*\d{3}|\d{4}/u.test(text);
}

/** Every heading that a contract knows, whole and by the parts of a heading on two rows. */
function labelsOf(contracts: readonly Contract[]): ReadonlySet<string> {
  return new Set(
    contracts
      .filter((contract): contract is RowContract => contract.genre === 'lignes')
      .flatMap((contract) => contract.feuilles.flatMap((sheet) => Object.values(sheet.colonnes)))
      .flatMap(({ etiquettes }) =>
        etiquettes.flatMap((label) => [label, ...label.split(' / ')]).map(foldLabel),
      ),
  );
}

function dayIn(text: string): string | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  const match = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text);
  return match ? `${match[3]}-${match[2]?.padStart(2, '0')}-${match[1]?.padStart(2, '0')}` : undefined;
}
