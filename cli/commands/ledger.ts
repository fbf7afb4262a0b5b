import { existsSync } from 'node:fs';
import { writeAsOf } from '../../ingest/as-of.ts';
import { type LedgerFile, readLedger, type Validation } from '../../ingest/ledger.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { CliError } from '../cli-error.ts';
import { counted, linesRead } from '../counted.ts';
import type { Output } from '../output.ts';
import { placesToRead } from '../places.ts';

export interface LedgerOptions {
  source?: string;
  asOf?: string;
  vers?: string;
  samples?: boolean;
}

/** Shows the files received and what became of them; with `--vers`, writes the warehouse as it stood then. */
export async function ledgerCommand(
  options: LedgerOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const asOf = options.asOf === undefined ? undefined : instantOf(options.asOf);
  const places = placesToRead(options.samples, env, 'warehouse');
  if (options.vers !== undefined) {
    if (!asOf) throw usage('L’option --vers demande un instant.', 'Ajoutez par exemple --as-of 2025-03-01.');
    if (existsSync(options.vers))
      throw usage(
        `« ${options.vers} » existe déjà : rien n’a été écrit.`,
        'Indiquez un fichier qui n’existe pas.',
      );
    const { fichiers } = await writeAsOf(places.warehouse, options.vers, asOf);
    output.result(
      { entrepot: options.vers, instant: asOf.toISOString(), fichiers },
      `${options.vers} : l’entrepôt tel qu’il était le ${shown(asOf.toISOString())} (${fichiers} fichiers).\nPour le calculer : CPCA_WAREHOUSE=${options.vers} npm run cpca -- build`,
    );
    return 0;
  }
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  try {
    const files = await readLedger(await warehouse.connect(), {
      ...(options.source === undefined ? {} : { source: options.source }),
      ...(asOf ? { asOf } : {}),
    });
    output.result(
      { echantillon: places.sample, instant: asOf?.toISOString() ?? null, fichiers: files },
      ledgerText(files),
    );
    return 0;
  } finally {
    await warehouse.close();
  }
}

/** A day (its end) or an instant, in UTC where it says no zone. Throws a CliError of usage otherwise. */
export function instantOf(text: string): Date {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const whole = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})?$/.test(text);
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(text);
  const instant = new Date(day ? `${text}T23:59:59.999Z` : `${text.replace(' ', 'T')}${zoned ? '' : 'Z'}`);
  if ((day || whole) && !Number.isNaN(instant.getTime()) && (!day || instant.toISOString().startsWith(text)))
    return instant;
  throw usage(
    `« ${text} » n’est pas un instant.`,
    'Écrivez un jour (2025-03-01, jusqu’à sa fin) ou un instant (2025-03-01T14:30), en heure UTC.',
  );
}

function usage(message: string, remede: string): CliError {
  return new CliError('USAGE', message, remede, 2);
}

/** The ledger in words: each source and period with its validation, then its files, the one in force first. */
export function ledgerText(files: readonly LedgerFile[]): string {
  if (files.length === 0) return 'Aucun fichier n’a été reçu.';
  const groups = new Map<string, LedgerFile[]>();
  for (const file of files) {
    const key = file.source === null ? 'Source non reconnue' : `${file.source} · ${file.periode}`;
    groups.set(key, [...(groups.get(key) ?? []), file]);
  }
  return [...groups]
    .map(([key, group]) => {
      const validation = group.find((file) => file.validation)?.validation;
      return [`${key}${validation ? ` · ${validationText(validation)}` : ''}`, ...group.map(fileText)].join(
        '\n',
      );
    })
    .join('\n\n');
}

/** In words, whether what stands was validated, by whom and when. */
export function validationText({ etat, avis, caduc }: Validation): string {
  if (avis)
    return etat === 'valide'
      ? `bon à publier, par « ${avis.par} » le ${shown(avis.le)}`
      : `contesté par « ${avis.par} » le ${shown(avis.le)} : ${avis.motif}`;
  if (!caduc) return 'à valider';
  const said = caduc.etat === 'valide' ? 'le bon à publier donné' : 'la contestation faite';
  return `à valider : ${said} par « ${caduc.par} » le ${shown(caduc.le)} ne vaut plus, les fichiers ont changé depuis`;
}

function fileText(file: LedgerFile): string {
  const state = {
    en_vigueur: 'en vigueur',
    remplace: `remplacé le ${shown(file.remplace_le ?? '')}`,
    refuse: 'refusé',
  }[file.etat];
  const version = file.version === null ? '' : `version ${file.version}, `;
  const feet = file.totaux === 0 ? '' : ` (et ${counted(file.totaux, 'ligne', 'lignes')} de total)`;
  return [
    `  ${file.fichier} : ${version}${state}`,
    `    reçu le ${shown(file.charge_le)} · ${linesRead(file)}${feet}`,
    `    SHA-256 ${file.sha256}${file.contrat === null ? '' : ` · contrat ${file.contrat}`}`,
  ].join('\n');
}

/** `03/02/2025 à 09:00 UTC` of `2025-02-03 09:00:00`. */
function shown(instant: string): string {
  const [, year, month, day, hour] = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2})/.exec(instant) ?? [];
  return year === undefined ? instant : `${day}/${month}/${year} à ${hour} UTC`;
}
