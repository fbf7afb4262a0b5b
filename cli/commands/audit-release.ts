import type { AuditReport } from '../../publish/audit/release-audit.ts';
import { readCurrentRelease, readRelease } from '../../publish/current-release.ts';
import { readPublicationRules } from '../../publish/publication-rules.ts';
import { controlRelease, releasesBefore } from '../../publish/release-control.ts';
import type { Output } from '../output.ts';
import { placesToRead } from '../places.ts';
import { rowTable } from '../row-table.ts';

export interface AuditReleaseOptions {
  release?: string | true;
  samples?: boolean;
}

/** Cells of one list that the text names; `--json` has them all. */
const SHOWN = 20;

const CAUSES: Readonly<Record<keyof AuditReport['causes'], string>> = {
  effectif: 'effectif sous le seuil',
  base: 'base trop petite',
  groupe: 'presque tout un groupe',
  jamais_dite: 'petit effectif qu’aucun cube ne dit',
  secondaire: 'masquée pour en protéger d’autres',
};

/**
 * Audits a release again with the warehouse it was made from, and says all of it: causes, what the printed report gives,
 * what was hidden without need. Its tables are found anew, without a hint of whoever hid the cells. Exit 1 when a cell
 * could be found.
 */
export async function auditReleaseCommand(
  { release, samples }: AuditReleaseOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { publication, warehouse } = placesToRead(samples, env, 'warehouse');
  const found =
    typeof release === 'string'
      ? await readRelease(publication, release)
      : await readCurrentRelease(publication);
  const earlier = await releasesBefore(publication, found.release);
  output.note(`Audit de ${found.release}…`);
  const { thresholds } = await readPublicationRules();
  const report = await controlRelease({
    folder: found.dir,
    earlier,
    warehouse: { path: warehouse },
    thresholds,
  });
  for (const problem of report.problemes) output.problem(problem);
  const { problemes, ...rest } = report;
  output.result({ release: found.release, ...rest, problemes }, auditReleaseText(found.release, report));
  return problemes.length > 0 ? 1 : 0;
}

function auditReleaseText(release: string, report: AuditReport): string {
  const { causes, masquees, imprimes } = report;
  const asked = `${report.demandes} questions, ${report.attaquants} attaquants, ${report.temoins} tableaux témoins, ${report.programmes} programmes linéaires (le plus long : ${Math.round(report.plusLongMs)} ms)`;
  return [
    `Publication ${release} : ${report.cellules} effectifs à protéger, ${report.retrouvables.length} retrouvables.`,
    `${asked}.`,
    '',
    rowTable(
      Object.entries(CAUSES).map(([cause, libelle]) => ({
        cause: libelle,
        effectifs: causes[cause as keyof typeof CAUSES],
      })),
    ),
    '',
    rowTable(
      Object.entries(masquees).map(([kind, { cellules, personnes }]) => ({
        masquees: kind,
        cellules,
        personnes,
      })),
    ),
    '',
    `Rapport imprimé : ${imprimes.retenus} égalités et ${imprimes.minimums} minimums retenus, ${imprimes.contredits.length} chiffres que les lignes contredisent.`,
    ...list('Données par le rapport lui-même, ou par les volumes', report.exemptes),
    ...list('Masquées sans profit', report.sansProfit),
    ...list('Retrouvables', report.retrouvables),
  ].join('\n');
}

function list(
  title: string,
  cells: readonly { cube: string; cellule: Readonly<Record<string, string>> }[],
): string[] {
  if (cells.length === 0) return [`${title} : aucune.`];
  const named = cells.slice(0, SHOWN).map(({ cube, cellule }) => {
    const codes = Object.entries(cellule).map(([name, code]) => `${name} = ${code}`);
    return `  ${cube === '' ? 'aucun cube' : cube} · ${codes.join(', ')}`;
  });
  const more = cells.length - named.length;
  return [`${title} : ${cells.length}.`, ...named, ...(more > 0 ? [`  … et ${more} autres (--json)`] : [])];
}
