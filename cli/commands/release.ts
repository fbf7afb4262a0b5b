import { join } from 'node:path';
import { IngestError } from '../../ingest/ingest-error.ts';
import { motiveOf } from '../../ingest/ledger.ts';
import type { CellChange } from '../../publish/release-cells.ts';
import { compareReleases, type ReleaseDifference } from '../../publish/release-diff.ts';
import { type ListedRelease, listReleases, type ReleaseState } from '../../publish/release-list.ts';
import { type Verification, verifyReleases } from '../../publish/release-verify.ts';
import { withdrawRelease } from '../../publish/release-withdraw.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { readKnownWords } from '../pipeline.ts';
import { placesToRead } from '../places.ts';
import { rowTable } from '../row-table.ts';

interface Common {
  samples?: boolean;
}

/** Cells of one cube that the text shows; `--json` has them all. */
const SHOWN_CELLS = 10;

const STATES: Readonly<Record<ReleaseState, string>> = {
  en_vigueur: 'en vigueur',
  gardee: 'gardée',
  retiree: 'retirée',
  abimee: 'abîmée',
  manquante: 'manquante',
  hors_registre: 'hors registre',
};

/** Every release, oldest first: its state, and the years closed with it. */
export async function releaseList(options: Common, output: Output, env: NodeJS.ProcessEnv): Promise<void> {
  const places = placesToRead(options.samples, env, 'publication');
  const releases = await listReleases(places.publication);
  output.result(
    { echantillon: places.sample, publications: releases.map(listedDocument) },
    rowTable(releases.map(listedRow), ''),
  );
}

/** One release: what it was made from, what it holds, and what became of it. */
export async function releaseShow(
  release: string,
  options: Common,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { publication } = placesToRead(options.samples, env, 'publication');
  const releases = await listReleases(publication);
  const found = releases.find((one) => one.release === release);
  if (found === undefined) throw unknown(release, releases);
  output.result({ ...listedDocument(found), manifest: found.manifest }, showText(found));
}

/** What differs between two releases, cell by cell. */
export async function releaseDiff(
  before: string,
  after: string,
  options: Common,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { publication } = placesToRead(options.samples, env, 'publication');
  const releases = await listReleases(publication);
  for (const name of [before, after])
    if (!releases.some(({ release }) => release === name)) throw unknown(name, releases);
  for (const name of [before, after]) {
    const { releases: verified } = await verifyReleases(publication, name);
    const problemes = verified.flatMap((one) => one.problemes);
    for (const found of problemes) output.problem(found);
    if (problemes.length > 0)
      throw new CliError(
        'PUBLICATION_ABIMEE',
        `La publication ${name} n’est plus telle qu’elle a été écrite : elle ne se compare pas.`,
        'Restaurez son dossier depuis une sauvegarde.',
        1,
      );
  }
  const difference = await compareReleases(join(publication, before), join(publication, after));
  output.result(difference, diffText(difference));
}

/** Checks hashes, the ledger's chain and the closed years. Exit 1 when something does not hold. */
export async function releaseVerify(
  release: string | undefined,
  options: Common,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { publication } = placesToRead(options.samples, env, 'publication');
  if (release !== undefined) {
    const releases = await listReleases(publication);
    if (!releases.some((one) => one.release === release)) throw unknown(release, releases);
  }
  const verification = await verifyReleases(publication, release);
  const problemes = [...verification.releases.flatMap((one) => one.problemes), ...verification.problemes];
  for (const found of problemes) output.problem(found);
  output.result(
    { ok: problemes.length === 0, ...verification, problemes },
    verifyText(verification, problemes.length),
  );
  return problemes.length === 0 ? 0 : 1;
}

/** Takes a release out of use; the newest that is not withdrawn goes back into force. */
export async function releaseWithdraw(
  release: string,
  options: Common & { motif: string },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { publication } = placesToRead(options.samples, env, 'publication');
  const releases = await listReleases(publication);
  if (!releases.some((one) => one.release === release)) throw unknown(release, releases);
  const motif = await publishedMotive(options.motif);
  output.note('Le motif est conservé au registre : il ne nomme personne.');
  const withdrawn = await withdrawRelease(publication, release, motif, () => new Date(), {
    info: (text) => output.note(text),
  });
  output.result(
    withdrawn,
    withdrawn.en_vigueur === null
      ? `Publication ${release} retirée. Aucune publication n’est plus en vigueur.`
      : `Publication ${release} retirée. En vigueur : ${withdrawn.en_vigueur}. Reconstruisez les sites : npm run cpca -- site build.`,
  );
}

/** A reason that is kept for good and published: it names nobody. Throws a CliError `MOTIF`. */
export async function publishedMotive(text: string): Promise<string> {
  try {
    return motiveOf(text, await readKnownWords());
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
    throw new CliError(
      error.code,
      error.message,
      'Dites ce qui change et pourquoi, sans nommer personne.',
      2,
    );
  }
}

function unknown(release: string, releases: readonly ListedRelease[]): CliError {
  return new CliError(
    'PUBLICATION_INCONNUE',
    `La publication « ${release} » n’existe pas ici.`,
    `Publications : ${releases.map((one) => one.release).join(', ')}.`,
    2,
  );
}

function listedDocument({ release, etat, manifest, registre }: ListedRelease): Record<string, unknown> {
  return {
    release,
    etat,
    donnees_du: manifest?.donnees_du ?? null,
    cree_le: manifest?.cree_le ?? null,
    rang: registre?.rang ?? null,
    annees_closes: manifest?.annees_closes ?? [],
    revisions: manifest?.revisions ?? [],
    retrait: registre?.retrait ?? null,
  };
}

function listedRow({ release, etat, manifest, registre }: ListedRelease): Record<string, string> {
  const years = manifest?.annees_closes ?? [];
  const revised = manifest?.revisions.map(({ annee }) => annee) ?? [];
  return {
    publication: release,
    'données du': manifest?.donnees_du ?? '–',
    'écrite le': manifest?.cree_le.slice(0, 10) ?? '–',
    état: registre?.retrait ? `retirée le ${registre.retrait.le.slice(0, 10)}` : STATES[etat],
    'années closes': years.length === 0 ? 'aucune' : years.join(', '),
    révise: revised.length === 0 ? '–' : revised.join(', '),
  };
}

function showText(found: ListedRelease): string {
  const { release, etat, manifest, registre } = found;
  const lines = [`Publication ${release} · ${STATES[etat]}`];
  if (registre?.retrait)
    lines.push(`Retirée le ${registre.retrait.le.slice(0, 10)} : ${registre.retrait.motif}`);
  if (manifest === null)
    return [...lines, 'Son manifeste ne se lit pas : npm run cpca -- release verify'].join('\n');
  const closed = manifest.annees_closes;
  lines.push(
    `Données du ${manifest.donnees_du}${manifest.echantillon ? ' (exemple)' : ''}, écrite le ${manifest.cree_le.slice(0, 10)}.`,
    `Années closes : ${closed.length === 0 ? 'aucune' : closed.join(', ')}.`,
    ...manifest.revisions.map(
      ({ annee, motif, cubes }) =>
        `Révise ${annee} : ${motif} (${cubes.map((one) => `${one.cube}, ${one.audience} : ${one.cellules}`).join(' ; ')} cellules)`,
    ),
    `${manifest.entrees.length} fichiers d’entrée, ${Object.keys(manifest.modeles).length} modèles.`,
    ...Object.entries(manifest.cubes).map(([audience, cubes]) => {
      const rows = Object.values(cubes).reduce((sum, { lignes }) => sum + lignes, 0);
      return `  ${audience} : ${Object.keys(cubes).length} cubes, ${rows} lignes`;
    }),
  );
  return lines.join('\n');
}

function diffText({ avant, apres, cubes, annees_closes, revisions }: ReleaseDifference): string {
  const years = [
    ...annees_closes.ajoutees.map((year) => `Année close depuis : ${year}.`),
    ...annees_closes.retirees.map((year) => `Année qui n’était pas encore close : ${year}.`),
    ...revisions.map(({ annee, motif }) => `Année révisée par ${apres} : ${annee} (${motif}).`),
  ];
  if (cubes.length === 0) return [`${avant} → ${apres} : les mêmes cellules.`, ...years].join('\n');
  const rows = cubes.map(({ cube, audience, cube_dans, ajoutees, retirees, changees }) => ({
    cube: `${cube}${cube_dans === 'apres' ? ' (nouveau)' : cube_dans === 'avant' ? ' (disparu)' : ''}`,
    public: audience,
    ...{ ajoutées: ajoutees, retirées: retirees, changées: changees },
  }));
  const cells = cubes
    .filter(({ cube_dans }) => cube_dans === 'les_deux')
    .flatMap(({ cube, audience, cellules }) => [
      '',
      `${cube} (${audience})`,
      ...cellules.slice(0, SHOWN_CELLS).map(cellText),
      ...(cellules.length > SHOWN_CELLS
        ? [`  … et ${cellules.length - SHOWN_CELLS} autres : --json les donne toutes`]
        : []),
    ]);
  return [`${avant} → ${apres}`, ...years, rowTable(rows), ...cells].join('\n');
}

const GENRES: Readonly<Record<CellChange['genre'], string>> = { ajoutee: '+', retiree: '−', changee: '~' };

function cellText({ genre, dimensions, avant, apres }: CellChange): string {
  const place = Object.entries(dimensions)
    .filter(([, code]) => code !== '_T')
    .map(([name, code]) => `${name} ${code}`)
    .join(', ');
  const said = (cell: CellChange['avant']) => (cell === null ? 'absente' : (cell.valeur ?? cell.statut));
  return `  ${GENRES[genre]} ${place} : ${said(avant)} → ${said(apres)}`;
}

function verifyText({ registre, lignes, releases }: Verification, problems: number): string {
  const rows = releases.map((one) => ({
    publication: one.release,
    fichiers: one.problemes.length === 0 ? one.fichiers : '–',
    état: one.problemes.length === 0 ? 'intacte' : 'à voir',
  }));
  return [
    ...(rows.length === 0 ? [] : [rowTable(rows, '')]),
    registre
      ? `Registre : ${lignes} ligne${lignes > 1 ? 's' : ''}, chacune scellée par la suivante.`
      : 'Pas encore de registre : la prochaine publication l’écrit.',
    problems === 0 ? 'Tout concorde.' : `${problems} problème${problems > 1 ? 's' : ''}.`,
  ].join('\n');
}
