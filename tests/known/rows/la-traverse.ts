import type { ImpossibleFigure, RowFigure } from './row-figure.ts';

const OF_2024 = "source = 'la_traverse_suivi' and annee = 2024";
const STAGE = "module = 'stage_responsabilisation'";

/** Persons who did a course or had a supervision in the year, each once. */
function received(condition = 'true'): string {
  return `select count(distinct suivis.personne_key) from raw.accompagnement as suivis
    inner join raw.personne as personnes
      on suivis.fichier_id = personnes.fichier_id and suivis.feuille = personnes.feuille and suivis.ligne = personnes.ligne
    where suivis.source = 'la_traverse_suivi' and suivis.annee = 2024 and ${condition}`;
}

/** Women who came to a course, by occupation. */
function women(emploi: string, annee = 2024): string {
  return received(
    `suivis.module = 'stage_responsabilisation' and personnes.sexe = 'femme' and personnes.emploi = '${emploi}'`,
  ).replace('annee = 2024', `annee = ${annee}`);
}

/** Supervisions, with the age in the year. */
const CONTROLES = `from raw.accompagnement as suivis
  inner join raw.personne as personnes
    on suivis.fichier_id = personnes.fichier_id and suivis.feuille = personnes.feuille and suivis.ligne = personnes.ligne
  where suivis.source = 'la_traverse_suivi' and suivis.annee = 2024 and suivis.module = 'controle_judiciaire'`;
const AGE = '(personnes.annee - personnes.annee_naissance)';
const WOMAN = "personnes.sexe = 'femme'";

function answers(question: string, ...reponses: string[]): string {
  const list = reponses.map((code) => `'${code}'`).join(', ');
  return `select count(*) from raw.reponse where ${OF_2024} and question = '${question}' and reponse in (${list})`;
}

/** A scale: the printed rank → the antenne's code. */
const DEGREES = ['tout_a_fait_d_accord', 'plutot_d_accord', 'plutot_pas_d_accord'];
const SILENT = ['non_renseigne', 'non_transmis', 'pas_du_tout_d_accord'];

function scale(prefix: string, question: string): RowFigure[] {
  return DEGREES.map((code, rank) => ({ figure: `${prefix}.${rank + 1}`, sql: answers(question, code) }));
}

function yesNo(prefix: string, question: string): RowFigure[] {
  return [
    { figure: `${prefix}.oui`, sql: answers(question, 'oui') },
    { figure: `${prefix}.non`, sql: answers(question, 'non') },
    { figure: `${prefix}.non_renseigné`, sql: answers(question, ...SILENT) },
  ];
}

const COURSES = `select count(*) from raw.seance where ${OF_2024} and ${STAGE}`;

export const figures: RowFigure[] = [
  { figure: 'ii.tab.lozere.total', sql: received() },
  { figure: 'ii.tab.lozere.h', sql: received("personnes.sexe = 'homme'") },
  { figure: 'ii.tab.lozere.f', sql: received(WOMAN) },
  { figure: 'trav.stages', sql: COURSES },
  { figure: 'trav.bilan_stages', sql: COURSES },
  {
    figure: 'trav.stage.jours',
    sql: `select max(date_diff('day', date_seance, date_fin) + 1) from raw.seance where ${OF_2024} and ${STAGE}`,
  },
  {
    figure: 'trav.stage.heures',
    sql: `select max(duree_heures) from raw.seance where ${OF_2024} and ${STAGE}`,
  },
  {
    figure: 'trav.convoquees',
    sql: `select count(distinct personne_key) from raw.participation where ${OF_2024} and ${STAGE}`,
  },
  {
    figure: 'trav.presentees',
    sql: `select count(distinct personne_key) from raw.participation where ${OF_2024} and ${STAGE} and presence = 'present'`,
  },
  { figure: 'trav.chart.femmes.salarie.2024', sql: women('salarie') },
  { figure: 'trav.chart.femmes.auto.2024', sql: women('auto_entrepreneur') },
  { figure: 'trav.chart.femmes.sans.2024', sql: women('sans_emploi') },
  // The chart joins 2022 and 2023; rows begin in 2023.
  { figure: 'trav.chart.femmes.salarie.2022_2023', sql: women('salarie', 2023) },
  { figure: 'trav.chart.femmes.auto.2022_2023', sql: women('auto_entrepreneur', 2023) },
  { figure: 'trav.chart.femmes.sans.2022_2023', sql: women('sans_emploi', 2023) },
  ...scale('trav.q.animees', 'seances_animees'),
  ...scale('trav.q.clairs', 'sujets_clairs'),
  ...scale('trav.q.echanges', 'echanges_enrichissants'),
  { figure: 'trav.q.echanges.4', sql: answers('echanges_enrichissants', ...SILENT) },
  { figure: 'trav.q.module.1', sql: answers('module_prefere', 'cadre_de_loi') },
  { figure: 'trav.q.module.2', sql: answers('module_prefere', 'violences_ou_conflits') },
  { figure: 'trav.q.module.3', sql: answers('module_prefere', 'stereotypes') },
  { figure: 'trav.q.module.4', sql: answers('module_prefere', 'parent') },
  ...yesNo('trav.q.vision', 'vision_modifiee'),
  ...yesNo('trav.q.moyens', 'moyens_trouves'),
  { figure: 'trav.cj', sql: `select count(*) ${CONTROLES}` },
  { figure: 'trav.cj.f', sql: `select count(*) ${CONTROLES} and ${WOMAN}` },
  { figure: 'trav.cj.h', sql: `select count(*) ${CONTROLES} and personnes.sexe = 'homme'` },
  { figure: 'trav.cj.f.age', sql: `select max(${AGE}) ${CONTROLES} and ${WOMAN}` },
  { figure: 'trav.cj.age_moyen', sql: `select avg(${AGE}) ${CONTROLES}` },
  { figure: 'trav.cj.age_range', sql: `select min(${AGE}), max(${AGE}) ${CONTROLES}` },
  {
    figure: 'trav.cj.duree',
    sql: `select min(date_diff('month', suivis.date_debut, suivis.date_fin)),
      max(date_diff('month', suivis.date_debut, suivis.date_fin)) ${CONTROLES}`,
  },
  {
    figure: 'trav.colloque',
    sql: `select max(participants) from raw.evenement
      where source = 'porteur_evenements' and annee = 2024 and commune = '48095'`,
  },
];

const STATED = 'énoncé, ne se compte pas sur des lignes';
export const impossible: ImpossibleFigure[] = [
  { figure: 'trav.stage.demi_journees', raison: STATED },
  { figure: 'trav.stage_cout', raison: STATED },
  { figure: 'trav.amende', raison: STATED },
  { figure: 'trav.carence', raison: STATED },
  {
    figure: 'trav.cj.pct',
    raison:
      'la base, les 25 contrôles judiciaires de l’association, n’est pas dans les lignes du CPCA (14 ÷ 0,56)',
  },
];
