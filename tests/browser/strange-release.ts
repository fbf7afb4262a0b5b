import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Table, tableFromIPC, tableToIPC, vectorFromArray } from 'apache-arrow';

type Row = Record<string, unknown>;

/** A name as long as one may be: 60 characters. */
export const longName = 'Association interdépartementale d’accompagnement des auteurs';

/** What is strange in each cube; a cube that is not here stays as it was. */
const changes: Record<string, (rows: Row[], year: number) => Row[]> = {
  // An empty cube, and one without the year of the site.
  attente: () => [],
  hebergement: (rows, year) => rows.filter((row) => row.annee !== year),
  // An antenne without figures, under a long name.
  activite: withoutLastBranch,
  seances: withoutLastBranch,
  sorties_totaux: withoutLastBranch,
  periodes: withoutLastBranch,
  antennes: (rows) => rows.map((row) => (row.antenne === 'VIA_VOLTAIRE' ? { ...row, nom: longName } : row)),
  // Parts of 0.3 % and 99.7 %.
  chiffres_cles: (rows) => rows.map(extremeShare),
};

function withoutLastBranch(rows: Row[]): Row[] {
  return rows.filter((row) => row.antenne !== 'VIA_VOLTAIRE');
}

/** Of each group of figures the first part gets 3 of 1,000, the last the rest, the others nothing. */
function extremeShare(row: Row, at: number, rows: Row[]): Row {
  if (typeof row.valeur !== 'number') return row;
  const parts = rows.filter(
    (one) => one.annee === row.annee && one.bloc === row.bloc && one.modalite !== '_T',
  );
  if (parts.length < 2) return row;
  const values = parts.map((_, index) => (index === 0 ? 3 : index === parts.length - 1 ? 997 : 0));
  const place = parts.indexOf(row);
  const valeur = place < 0 ? 1000 : values[place];
  return { ...rows[at], valeur, base_valeur: '1000' };
}

/**
 * Writes a release like that in `from`, with what a site must bear: an empty cube, a year without data, an antenne
 * without figures, shares of 0.3 % and 99.7 %, a long name.
 */
export async function writeStrangeRelease(from: string, folder: string, audience: string): Promise<string> {
  const target = join(folder, 'etrange');
  await cp(from, target, { recursive: true });
  const manifest = JSON.parse(await readFile(join(target, 'manifest.json'), 'utf8')) as {
    donnees_du: string;
    cubes: Record<string, Record<string, { lignes: number }>>;
  };
  const cubes = join(target, audience, 'cubes');
  const written = new Set(await readdir(cubes));
  for (const [cube, change] of Object.entries(changes)) {
    const file = `${cube}.arrow`;
    if (!written.has(file)) throw new Error(`the release has no cube ${cube} any more`);
    const table = tableFromIPC(await readFile(join(cubes, file)));
    const before = table.toArray().map((row: { toJSON(): Row }) => row.toJSON());
    const rows = change(before, Number(manifest.donnees_du.slice(0, 4)));
    if (JSON.stringify(rows) === JSON.stringify(before)) throw new Error(`nothing is strange in ${cube}`);
    const vectors = table.schema.fields.map(
      ({ name, type }) =>
        [
          name,
          vectorFromArray(
            rows.map((row) => row[name] ?? null),
            type,
          ),
        ] as const,
    );
    await writeFile(
      join(cubes, file),
      tableToIPC(new Table(table.schema, Object.fromEntries(vectors)), 'stream'),
    );
    const entry = manifest.cubes[audience]?.[cube];
    if (entry) entry.lignes = rows.length;
  }
  await writeFile(join(target, 'manifest.json'), JSON.stringify(manifest));
  return target;
}
