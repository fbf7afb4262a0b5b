import type { ImpossibleFigure, RowFigure } from './row-figure.ts';

const OF_2024 = "source = 'apex_suivi' and annee = 2024";
const OF_2023 = "source = 'apex_suivi' and annee = 2023";
/** A line is one by its file, sheet and rank. */
const SAME_LINE =
  'orientations.fichier_id = personnes.fichier_id and orientations.feuille = personnes.feuille and orientations.ligne = personnes.ligne';

/** Orientations of the year, with whom each is about. */
function orientations(condition = 'true', partie = 'orientations', year = OF_2024): string {
  return `select count(*) from (select * from raw.orientation where ${year} and partie = '${partie}') as orientations
    inner join raw.personne as personnes on ${SAME_LINE} where ${condition}`;
}

/** The antenne's own band, from the year of birth where it is known, else from the band written. */
const TRANCHE = `case
    when personnes.annee - personnes.annee_naissance between 18 and 25 then '18_25_ans'
    when personnes.annee - personnes.annee_naissance between 26 and 39 then '26_39_ans'
    when personnes.annee - personnes.annee_naissance between 40 and 64 then '40_64_ans'
    when personnes.annee - personnes.annee_naissance >= 65 then '65_ans_et_plus'
    else coalesce(personnes.tranche_age, 'inconnu')
  end`;
/** NC, n.r., ? and a blank: nobody knows. */
const known = (column: string): string =>
  `case when coalesce(${column}, 'nc') in ('nc', 'inconnu', 'non_transmis') then 'nc' else ${column} end`;

/** The same table for the orientations of 2024 and for those of 2023 who did their course in 2024. */
function table(prefix: string, value: string, codes: Readonly<Record<string, string>>): RowFigure[] {
  return Object.entries(codes).flatMap(([suffix, code]) => [
    { figure: `${prefix}.${suffix}.o2024`, sql: orientations(`${value} = '${code}'`) },
    {
      figure: `${prefix}.${suffix}.o2023`,
      sql: orientations(`orientations.issue = 'stage_effectue' and ${value} = '${code}'`, 'reports'),
    },
  ]);
}

function children(suffix: string, sum: string): RowFigure[] {
  const total = (sql: string): string => sql.replace('count(*)', `sum(${sum})`);
  return [
    { figure: `apex.enfants.${suffix}.o2024`, sql: total(orientations()) },
    {
      figure: `apex.enfants.${suffix}.o2023`,
      sql: total(orientations("orientations.issue = 'stage_effectue'", 'reports')),
    },
  ];
}

const STAGE = "orientations.module = 'stage_responsabilisation'";
const DELEGUE = `${STAGE} and orientations.prescripteur = 'delegue_du_procureur'`;

const ORIENTATIONS: RowFigure[] = [
  { figure: 'apex.orientations.2024', sql: orientations() },
  { figure: 'apex.orientations.2023', sql: orientations('true', 'orientations', OF_2023) },
  { figure: 'apex.orientations.stage.2024', sql: orientations(STAGE) },
  { figure: 'apex.orientations.stage.2023', sql: orientations(STAGE, 'orientations', OF_2023) },
  { figure: 'apex.orientations.h', sql: orientations("personnes.sexe = 'homme'") },
  { figure: 'apex.orientations.f', sql: orientations("personnes.sexe = 'femme'") },
  { figure: 'apex.presc.spip', sql: orientations(`${STAGE} and orientations.prescripteur = 'spip'`) },
  {
    figure: 'apex.presc.tj',
    sql: orientations(`${STAGE} and orientations.prescripteur like 'tribunal_judiciaire%'`),
  },
  {
    figure: 'apex.presc.tj.perpignan',
    sql: orientations(`${STAGE} and orientations.prescripteur = 'tribunal_judiciaire_de_perpignan'`),
  },
  {
    figure: 'apex.presc.tj.exterieur',
    sql: orientations(`${STAGE} and orientations.prescripteur = 'tribunal_judiciaire_exterieur'`),
  },
  { figure: 'apex.presc.dpr', sql: orientations(DELEGUE) },
  { figure: 'apex.presc.dpr.f', sql: orientations(`${DELEGUE} and personnes.sexe = 'femme'`) },
  { figure: 'apex.presc.jap', sql: orientations(`${STAGE} and orientations.prescripteur = 'jap'`) },
  {
    figure: 'apex.presc.autres',
    sql: orientations("coalesce(orientations.module, '') <> 'stage_responsabilisation'"),
  },
  {
    figure: 'apex.presc.nc',
    sql: orientations(
      "coalesce(orientations.module, '') <> 'stage_responsabilisation' and orientations.prescripteur in ('lui_meme', 'non_connu')",
    ),
  },
  // The chapter on women counts those whom the prosecutor's delegates send.
  { figure: 'ii.focus.perpignan.total', sql: orientations(DELEGUE) },
  { figure: 'ii.focus.perpignan.f', sql: orientations(`${DELEGUE} and personnes.sexe = 'femme'`) },
  {
    figure: 'ii.focus.perpignan.f.pct',
    sql: orientations(DELEGUE).replace(
      'count(*)',
      "100.0 * count(*) filter (where personnes.sexe = 'femme') / count(*)",
    ),
  },
  { figure: 'ii.tab.apex.total', sql: orientations(DELEGUE) },
  { figure: 'ii.tab.apex.h', sql: orientations(`${DELEGUE} and personnes.sexe = 'homme'`) },
  { figure: 'ii.tab.apex.f', sql: orientations(`${DELEGUE} and personnes.sexe = 'femme'`) },
];

const SITUATIONS: RowFigure[] = [
  ...table('apex.age', TRANCHE, {
    '18_25': '18_25_ans',
    '26_39': '26_39_ans',
    '40_64': '40_64_ans',
    '65p': '65_ans_et_plus',
    nc: 'inconnu',
  }),
  ...table('apex.emploi', known('personnes.emploi'), {
    emploi: 'avec_emploi',
    sans: 'sans_emploi',
    formation: 'formation',
    retraite: 'retraite_invalidite',
    nc: 'nc',
  }),
  ...table('apex.famille', known('personnes.situation_conjugale'), {
    marie: 'marie_pacse',
    concubinage: 'concubinage_union_libre',
    divorce: 'divorce_separe',
    celibataire: 'celibataire',
    nc: 'nc',
  }),
  ...children('lt3', 'enfants_moins_3'),
  ...children('3_6', 'enfants_3_6'),
  ...children('7_11', 'enfants_7_11'),
  ...children('12_17', 'enfants_12_17'),
  ...children('total', 'enfants_moins_3 + enfants_3_6 + enfants_7_11 + enfants_12_17'),
  { figure: 'apex.parents.o2024', sql: orientations("personnes.situation_parentale = 'parent'") },
  {
    figure: 'apex.parents.o2023',
    sql: orientations(
      "orientations.issue = 'stage_effectue' and personnes.situation_parentale = 'parent'",
      'reports',
    ),
  },
];

const AT_STAGE = `from raw.participation where ${OF_2024} and module = 'stage_responsabilisation'`;
/** Those who came to each course, with its first day. */
const PRESENTS = `(select seances.date_seance, count(*) as presents
  from raw.seance as seances
  inner join raw.participation as venus
    on seances.source = venus.source and seances.annee = venus.annee and seances.module = venus.module
    and seances.seance = venus.seance and venus.presence = 'present'
  where seances.source = 'apex_suivi' and seances.annee = 2024 and seances.module = 'stage_responsabilisation'
  group by seances.date_seance) as stages`;
/** Keys of who was sent to a course in the year, whatever became of it. */
const SENT_2024 = `select personne_key from raw.orientation where ${OF_2024} and partie = 'orientations' and module = 'stage_responsabilisation'`;

function issue(partie: string, ...issues: string[]): string {
  const list = issues.map((code) => `'${code}'`).join(', ');
  return `select count(*) from raw.orientation where ${OF_2024} and partie = '${partie}' and issue in (${list})`;
}

function waiting(annee: number): string {
  return `select count(distinct personne_key) from raw.attente where source = 'apex_suivi' and annee = ${annee}
    and module = 'stage_responsabilisation' and date_debut <= date '${annee}-12-31'
    and (date_fin is null or date_fin > date '${annee}-12-31')`;
}

function courses(annee: number): string {
  return `select count(*) from raw.seance where source = 'apex_suivi' and annee = ${annee} and module = 'stage_responsabilisation'`;
}

const STAGES: RowFigure[] = [
  { figure: 'apex.attente.2023', sql: waiting(2023) },
  { figure: 'apex.rappel.54', sql: waiting(2023) },
  { figure: 'apex.attente.2024', sql: waiting(2024) },
  { figure: 'apex.attente.effectues', sql: issue('reports', 'stage_effectue') },
  { figure: 'apex.rappel.34', sql: issue('reports', 'stage_effectue') },
  { figure: 'apex.attente.annules', sql: issue('reports', 'annule') },
  { figure: 'apex.attente.absents', sql: issue('reports', 'non_presente', 'demenage') },
  { figure: 'apex.attente.demenages', sql: issue('reports', 'demenage') },
  { figure: 'apex.stage.partis', sql: issue('orientations', 'parti_dans_un_autre_departement') },
  { figure: 'apex.stage.reports', sql: issue('orientations', 'demande_de_report') },
  { figure: 'apex.stages.2024', sql: courses(2024) },
  { figure: 'apex.stages.2023', sql: courses(2023) },
  { figure: 'apex.stage.coordinatrice.sur', sql: courses(2024) },
  {
    figure: 'apex.stages.heures',
    sql: `select max(duree_heures) from raw.seance where ${OF_2024} and module = 'stage_responsabilisation'`,
  },
  {
    figure: 'apex.stage.convoques',
    // Who is sent again late in the year was summoned for the first orientation, not for this one.
    sql: `select count(distinct personne_key) ${AT_STAGE} and personne_key in (${SENT_2024})
      and personne_key not in (select personne_key from raw.orientation where ${OF_2024} and partie = 'reports')`,
  },
  {
    figure: 'apex.stage.effectues',
    sql: `select count(distinct personne_key) ${AT_STAGE} and presence = 'present'`,
  },
  { figure: 'apex.stage.moyenne', sql: `select avg(presents) from ${PRESENTS}` },
  {
    figure: 'apex.stage.convoques_par_stage',
    sql: `select 1.0 * count(*) / count(distinct seance) ${AT_STAGE}`,
  },
  { figure: 'apex.stage.min4', sql: `select min(presents) from ${PRESENTS}` },
  {
    figure: 'apex.stage.min5',
    sql: `select presents from ${PRESENTS} group by presents having count(*) = 2`,
  },
  {
    figure: 'apex.stage.mi_octobre',
    sql: `select avg(presents) from ${PRESENTS} where date_seance >= date '2024-10-15'`,
  },
  { figure: 'apex.stage.post', sql: `select count(*) ${AT_STAGE} and suite = 'entretien_apres_stage'` },
  {
    figure: 'apex.stage.demandes_post',
    sql: `select count(*) ${AT_STAGE} and suite = 'entretien_apres_stage'`,
  },
  {
    figure: 'apex.stage.individuel',
    sql: `select count(distinct personne_key) from raw.accompagnement
      where ${OF_2024} and module = 'suivi_socio_educatif' and personne_key in (${SENT_2024})`,
  },
];

function interviews(condition: string): string {
  return `select count(*) from raw.entretien where ${OF_2024} and ${condition}`;
}

function exits(motif: string): string {
  return `select count(*) from raw.sortie where ${OF_2024} and module = 'groupe_parole'
    and (motif = '${motif}' or motif_2 = '${motif}')`;
}

const IN_GROUP = `from raw.accompagnement where ${OF_2024} and module = 'groupe_parole'`;
const AT_GROUP = `from raw.participation where ${OF_2024} and module = 'groupe_parole' and presence = 'present'`;
const GROUP_SESSIONS = `from raw.seance where ${OF_2024} and module = 'groupe_parole'`;
const FOLLOWED = "from raw.accompagnement where source = 'apex_suivi' and module = 'suivi_socio_educatif'";

function followedFor(objet: string): string {
  return `select count(*) ${FOLLOWED} and annee = 2024 and objet = '${objet}'`;
}

const SUIVIS: RowFigure[] = [
  { figure: 'apex.entretiens.total', sql: interviews('true') },
  {
    figure: 'apex.entretiens.evaluation',
    sql: interviews("tenue = 'tenu' and type_entretien in ('evaluation', 'bilan_fin_de_groupe')"),
  },
  { figure: 'apex.entretiens.prestage', sql: interviews("tenue = 'tenu' and type_entretien = 'pre_stage'") },
  {
    figure: 'apex.entretiens.individuel',
    sql: interviews("tenue = 'tenu' and type_entretien = 'suivi_individuel'"),
  },
  { figure: 'apex.entretiens.non_honores', sql: interviews("tenue in ('non_honore', 'reporte')") },
  { figure: 'apex.groupe.capacite', sql: `select max(capacite) ${GROUP_SESSIONS}` },
  { figure: 'apex.groupe.horaire', sql: `select max(duree_heures) ${GROUP_SESSIONS}` },
  { figure: 'apex.groupe.seances', sql: `select count(*) ${GROUP_SESSIONS}` },
  { figure: 'apex.groupe.participations', sql: `select count(*) ${AT_GROUP}` },
  { figure: 'apex.groupe.moyenne', sql: `select 1.0 * count(*) / count(distinct seance) ${AT_GROUP}` },
  { figure: 'apex.groupe.participants', sql: `select count(distinct personne_key) ${AT_GROUP}` },
  { figure: 'apex.groupe.issue.termine', sql: exits('programme_termine') },
  { figure: 'apex.groupe.issue.abandon', sql: exits('abandon') },
  { figure: 'apex.groupe.issue.recidive', sql: exits('nouveaux_faits') },
  { figure: 'apex.groupe.issue.travail', sql: exits('indisponibilite_professionnelle') },
  { figure: 'apex.groupe.issue.poursuit', sql: `select count(*) ${IN_GROUP} and date_fin is null` },
  {
    figure: 'apex.groupe.seances_avant_arret',
    sql: `select count(*) ${AT_GROUP} and personne_key in
      (select personne_key from raw.sortie where ${OF_2024} and motif = 'indisponibilite_professionnelle')`,
  },
  { figure: 'apex.groupe.sans_contrainte', sql: `select count(*) ${IN_GROUP} and cadre = 'volontaire'` },
  { figure: 'apex.individuel.2024', sql: `select count(distinct personne_key) ${FOLLOWED} and annee = 2024` },
  { figure: 'apex.individuel.2023', sql: `select count(distinct personne_key) ${FOLLOWED} and annee = 2023` },
  {
    figure: 'apex.individuel.groupe',
    sql: `select count(distinct personne_key) ${FOLLOWED} and annee = 2024
      and personne_key in (select personne_key ${IN_GROUP})`,
  },
  { figure: 'apex.individuel.attente_stage', sql: followedFor('en_attente_de_stage') },
  { figure: 'apex.individuel.reinsertion', sql: followedFor('reinsertion_aide_administrative') },
  { figure: 'apex.individuel.parentalite', sql: followedFor('parentalite') },
  { figure: 'apex.individuel.victime', sql: followedFor('profil_victime') },
];

export const figures: RowFigure[] = [
  ...ORIENTATIONS,
  ...SITUATIONS,
  ...STAGES,
  ...SUIVIS,
  {
    figure: 'apex.staff',
    sql: `select sum(personnes) from raw.effectif
      where source = 'porteur_moyens' and annee = 2024 and antenne_concernee = 'APEX'`,
  },
];

const STATED = 'énoncé, ne se compte pas sur des lignes';
export const impossible: ImpossibleFigure[] = [
  {
    figure: 'apex.formes',
    raison: 'les formations suivies par l’équipe sont listées sans le nombre de personnes',
  },
  { figure: 'apex.permanence', raison: STATED },
  { figure: 'apex.entretiens_par_personne', raison: STATED },
  { figure: 'apex.groupe.programme', raison: STATED },
  { figure: 'apex.groupe.bilan', raison: STATED },
  { figure: 'apex.groupe.coanimation', raison: 'aucune ligne ne dit qui anime une séance' },
  { figure: 'apex.individuel.renouvellement', raison: STATED },
  { figure: 'apex.stage.coordinatrice', raison: 'aucune ligne ne dit qui anime une séance' },
  { figure: 'apex.delai', raison: STATED },
  { figure: 'apex.stagiaire_police', raison: STATED },
];
