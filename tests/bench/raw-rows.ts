import type { DuckDBConnection } from '@duckdb/node-api';
import { rawDdl } from '../../ingest/raw-tables.ts';

const ANTENNES = ['AERS', 'APEX', 'LA_CLEDE', 'LA_TRAVERSE', 'UDAF11', 'VIA_VOLTAIRE'];
const FIRST_YEAR = 2015;
const YEARS = 10;

/** A SQL list of texts. */
function list(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text}'`).join(', ')}]`;
}

/** A choice among texts for row `i`, the same for the same seed and salt. */
function chosen(texts: readonly string[], salt: number): string {
  return `${list(texts)}[1 + cast(hash(i, ${salt}, seed) % ${texts.length} as integer)]`;
}

/** A whole number from 0 to `below` for row `i`. */
function number(below: number, salt: number): string {
  return `cast(hash(i, ${salt}, seed) % ${below} as integer)`;
}

/** The columns that every row of persons and events begins with. */
const LINE = 'fichier_id, source, antenne, annee, annee_fichier, partie, feuille, ligne, personne_key';
const line = (where: string, sheet: string) =>
  `fichier_id, '${where}', antenne, annee, annee, '${where}', '${sheet}', cast(i // ${ANTENNES.length * YEARS} + 2 as integer)`;

/**
 * Fills `raw` and `meta` as loading would, straight by SQL: `persons` persons over six antennes and ten years,
 * each with an accompaniment, some with an exit; orientations, sessions, attendances and declared figures in
 * proportion. The same seed gives the same rows.
 */
export async function fillRaw(connection: DuckDBConnection, persons: number, seed: number): Promise<void> {
  for (const statement of rawDdl()) await connection.run(statement);
  await connection.run(`
    create temp table envoi as
      select
        p.i, ${list(ANTENNES)}[1 + cast(p.i % ${ANTENNES.length} as integer)] as antenne,
        cast(${FIRST_YEAR} + (p.i // ${ANTENNES.length}) % ${YEARS} as integer) as annee,
        ${seed} as seed
      from range(${persons}) as p(i);
    create temp table ligne as
      select *, md5(concat(antenne, annee)) as fichier_id, md5(concat('p', i, seed)) as personne_key,
        make_date(annee, 1, 1) + ${number(300, 1)} as debut
      from envoi;
  `);
  const statements = [
    `insert into meta.entrepot values (true, 'bench', null)`,
    `insert into meta.fichier
      select distinct fichier_id, fichier_id, concat(lower(antenne), '-', annee, '.csv'), concat(lower(antenne), '_suivi'),
        antenne, annee, true, 'bench', 1, 1, 0, timestamp '2025-01-01',
        'en_vigueur', cast(annee as varchar), 1, 0, cast(null as timestamp) from ligne`,
    `insert into raw.personne (${LINE}, sexe, annee_naissance, departement_residence, ressources, emploi, situation_conjugale, date_situation)
      select ${line('suivi', 'file active')}, personne_key, ${chosen(['homme', 'homme', 'homme', 'femme'], 2)},
        annee - 18 - ${number(60, 3)}, ${chosen(['11', '30', '34', '48', '66'], 4)},
        ${chosen(['salaires', 'rsa', 'aah_invalidite'], 5)}, ${chosen(['avec_emploi', 'sans_emploi'], 6)},
        ${chosen(['marie_pacse', 'celibataire'], 7)}, debut from ligne`,
    `insert into raw.accompagnement (${LINE}, site, module, prescripteur, cadre, entree, date_debut, date_fin)
      select ${line('suivi', 'file active')}, personne_key, ${chosen(['Agde', 'Pézenas', 'Béziers'], 8)},
        ${chosen(['groupe_parole', 'stage_responsabilisation', 'suivi_socio_educatif'], 9)},
        ${chosen(['spip', 'tribunal_judiciaire', 'police'], 10)}, ${chosen(['judiciaire', 'volontaire'], 11)},
        ${chosen(['nouvel_accueil', 'reprise_de_contact'], 12)}, debut,
        case when ${number(10, 13)} < 6 then debut + ${number(60, 14)} end from ligne`,
    `insert into raw.sortie (${LINE}, site, module, date_sortie, motif)
      select fichier_id, source, antenne, annee, annee_fichier, partie, feuille, ligne, personne_key, site, module, date_fin, 'abandon'
      from raw.accompagnement where date_fin is not null`,
    `insert into raw.orientation (${LINE}, site, prescripteur, prescripteur_precision, cadre, date_orientation)
      select ${line('suivi', 'orientations')}, personne_key, 'Agde', ${chosen(['spip', 'police'], 15)}, null,
        ${chosen(['judiciaire', 'volontaire'], 16)}, debut from ligne`,
    `insert into raw.seance (${LINE}, seance, site, module, date_seance, duree_heures, capacite)
      select ${line('suivi', 'seances')}, null, concat('s', i), ${chosen(['Agde', 'Béziers'], 17)}, 'groupe_parole',
        debut, 2, 12 from ligne where i % 15 < 1 or i < ${ANTENNES.length * YEARS}`,
    `insert into raw.participation (${LINE}, seance, site, module, presence)
      select l.fichier_id, 'suivi', l.antenne, l.annee, l.annee, 'presences', 'presences', cast(l.i * 3 + k as integer), l.personne_key,
        concat('s', l.i % ${ANTENNES.length * YEARS}), 'Agde', 'groupe_parole',
        case when hash(l.i, k, l.seed) % 5 < 4 then 'present' else 'absent' end
      from ligne as l cross join range(3) as turns(k)`,
    `insert into raw.figure
      select fichier_id, 'declare', antenne, annee, annee, 'activite', 'Activité', concat('B', row_number() over (order by fichier_id, k)),
        'activite', null, null, null, population, indicateur, null, null, unite, 100 + k, null, false, null, null,
        null, null
      from (select distinct fichier_id, antenne, annee from ligne)
      cross join (values (1, 'personnes_recues', 'personnes', 'personne'), (2, 'orientations', 'orientations', 'orientation'),
        (3, 'personnes_sorties', 'sorties', 'personne')) as stated(k, population, indicateur, unite)`,
    `insert into raw.offre (${LINE}, departement, antenne_action, action, etat, repere)
      select distinct fichier_id, 'offre', antenne, annee, annee, 'offre', 'Offre', 1, null, '34', antenne, 'hebergement',
        'en_place', 'repere' from ligne`,
  ];
  for (const statement of statements) await connection.run(statement);
  await connection.run('drop table ligne; drop table envoi; checkpoint');
}
