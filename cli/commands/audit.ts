import { readFile } from 'node:fs/promises';
import { auditIntervals, type HiddenInterval, type IntervalAudit } from '../../publish/audit/intervals.ts';
import { readParents } from '../../publish/audit/parents.ts';
import { readTable } from '../../publish/audit/table.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { auditReleaseCommand } from './audit-release.ts';

export interface AuditCommandOptions {
  table?: string[];
  zerosPublished?: boolean;
  hierarchie?: string;
  /** The release of this name; the one in force where it is `true`. */
  release?: string | true;
  samples?: boolean;
}

/**
 * What an outsider can say of each hidden cell of some published tables. With `--json`, one array of
 * `{fichier, cellule, min, max}`. Exit 1 when a hidden cell is found exactly. With `--release`, what the audit of a whole
 * release found, for whoever administers.
 */
export async function auditCommand(
  options: AuditCommandOptions,
  output: Output,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  if (options.release !== undefined) return auditReleaseCommand(options, output, env);
  const fichiers = options.table ?? [];
  if (fichiers.length === 0)
    throw new CliError(
      'USAGE',
      'Aucun tableau à auditer.',
      'Donnez au moins un fichier (cpca audit --table tableau.csv) ou une publication (cpca audit --release).',
      2,
    );
  const tables = await Promise.all(
    fichiers.map(async (fichier) => readTable(fichier, await textOf(fichier))),
  );
  const parents =
    options.hierarchie === undefined
      ? undefined
      : readParents(options.hierarchie, await textOf(options.hierarchie));
  const audit = await auditIntervals(tables, {
    zerosPublished: options.zerosPublished === true,
    ...(parents === undefined ? {} : { parents }),
  });
  for (const note of notes(audit)) output.note(note);
  output.result(audit.intervals, auditText(audit.intervals));
  return audit.intervals.some(isFound) ? 1 : 0;
}

async function textOf(fichier: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(fichier));
  } catch (cause) {
    const [why, remede] =
      cause instanceof TypeError
        ? ['ses lettres ne sont pas en UTF-8', 'Enregistrez-le en CSV UTF-8.']
        : ['il est introuvable ou illisible', 'Vérifiez le chemin.'];
    throw new CliError('FICHIER_ILLISIBLE', `${fichier} : ${why}.`, remede, 2);
  }
}

function isFound({ min, max }: HiddenInterval): boolean {
  return min === max;
}

function notes({ found, apart, unlistedEmpty }: IntervalAudit): string[] {
  return [
    ...(found.length > 0 ? [`Emboîtements lus dans les chiffres : ${found.join(' ; ')}.`] : []),
    ...apart.map(
      (dimension) =>
        `« ${dimension} » ne lie pas les fichiers : leurs codes ne se correspondent pas, ou leurs chiffres se contredisent. Dites comment les codes s’emboîtent avec --hierarchie.`,
    ),
    ...(unlistedEmpty
      ? []
      : [
          'Les combinaisons qu’un tableau ne liste pas ne peuvent pas toutes être vides : elles sont prises pour inconnues.',
        ]),
  ];
}

function auditText(intervals: readonly HiddenInterval[]): string {
  if (intervals.length === 0) return 'Aucune cellule masquée.';
  const lines = intervals.map((one) => {
    const cell = Object.entries(one.cellule).map(([name, code]) => `${name} = ${code}`);
    const range = isFound(one)
      ? `retrouvée : ${one.min}`
      : `de ${one.min} à ${one.max ?? 'on ne sait combien'}`;
    return `${isFound(one) ? '✗' : '·'} ${one.fichier} · ${cell.join(', ')} : ${range}`;
  });
  const found = intervals.filter(isFound).length;
  return [...lines, '', `${intervals.length} cellules masquées, ${found} retrouvées exactement.`].join('\n');
}
