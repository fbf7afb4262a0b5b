import type { ImpossibleFigure, RowFigure } from './row-figure.ts';

const of2024 = (table: string) => `raw.${table} where source = 'via_voltaire_suivi' and annee = 2024`;
const suivis = (where = 'true', annee = 2024) =>
  `raw.accompagnement where source = 'via_voltaire_suivi' and annee = ${annee}
   and module = 'suivi_psychologique' and ${where}`;
const persons = (where = 'true') => `select count(distinct personne_key) from ${suivis(where)}`;
const described = (where: string) =>
  `select count(distinct personne_key) from ${of2024('personne')} and ${where}`;
const sorties = (where = 'true') => `select count(*) from ${of2024('sortie')} and ${where}`;
const NEW = `entree = 'nouvel_accueil'`;

const SITES: Readonly<Record<string, string>> = {
  agde: `site = 'Agde'`,
  pezenas: `site = 'Pézenas'`,
  beziers: `site = 'Béziers'`,
  clermont: `site = 'Clermont-l''Hérault'`,
  lunel: `site = 'Lunel'`,
  montpellier: `site = 'Montpellier'`,
  sete: `site = 'Sète'`,
  total: 'true',
};
const PRESCRIPTEURS: Readonly<Record<string, string>> = {
  spip: `prescripteur = 'spip'`,
  partenaires: `prescripteur = 'autres_partenaires'`,
  spontanee: `prescripteur = 'demarche_spontanee'`,
  total: 'true',
};
/** Age is the year of the file less the year of birth. */
const AGES: Readonly<Record<string, string>> = {
  lt18: 'between 0 and 17',
  '18_25': 'between 18 and 25',
  '26_34': 'between 26 and 34',
  '35_44': 'between 35 and 44',
  '45_54': 'between 45 and 54',
  '55p': '>= 55',
  total: '>= 0',
};
const RESSOURCES = {
  ...{ salaires: 'salaires', chomage: 'indemnites_chomage', rsa: 'rsa', aah: 'aah_invalidite' },
  ...{ retraite: 'retraite', sans: 'sans_ressources', maladie: 'arret_maladie', autres: 'autres_ressources' },
};
const EMPLOIS = {
  emploi: 'en_emploi',
  etudiant: 'en_formation',
  retraite: 'retraite',
  sans: 'sans_activite',
};
const CONJUGALES = {
  ...{ celibataire: 'celibataire', divorce: 'divorce_separe', union_libre: 'union_libre', marie: 'marie' },
  ...{ pacse: 'pacse', veuf: 'veuf', np: 'non_precise' },
};
const MOTIFS: Readonly<Record<string, string>> = {
  concertee: `motif = 'sortie_concertee'`,
  sante: `motif = 'prise_en_charge_sante'`,
  changement: `motif = 'changement_de_situation'`,
  abandon: `motif = 'abandon'`,
  incarceration: `motif = 'incarceration'`,
  total: 'true',
};
/** Completed months; nobody stands within a week of a limit, so that both readings of the bands give the same. */
const DUREES: Readonly<Record<string, string>> = {
  le3: '< 3',
  '3_6': 'between 3 and 5',
  '6_12': 'between 6 and 11',
  gt12: '>= 12',
  total: '>= 0',
};

function crossed(
  table: string,
  lines: Readonly<Record<string, string>>,
  sql: (line: string, site: string) => string,
): RowFigure[] {
  return Object.entries(lines).flatMap(([line, one]) =>
    Object.entries(SITES).map(([site, where]) => ({
      figure: `vv.${table}.${line}.${site}`,
      sql: sql(one, where),
    })),
  );
}

function column(table: string, name: string, codes: Readonly<Record<string, string>>): RowFigure[] {
  return [
    ...Object.entries(codes).map(([line, code]) => ({
      figure: `vv.${table}.${line}`,
      sql: described(`${name} = '${code}'`),
    })),
    { figure: `vv.${table}.total`, sql: described(`${name} is not null`) },
  ];
}

const share = (part: string, whole: string) => `select 100.0 * (${part}) / (${whole})`;
const newShare = (prescripteur: string, annee: number) =>
  share(
    `select count(distinct personne_key) from ${suivis(`${NEW} and prescripteur = '${prescripteur}'`, annee)}`,
    `select count(distinct personne_key) from ${suivis(NEW, annee)}`,
  );
const staff = (fonction: string) =>
  `select sum(personnes) from raw.effectif where source = 'porteur_moyens' and annee = 2024
   and antenne_concernee = 'VIA_VOLTAIRE' and fonction = '${fonction}'`;
const sexe = (code: string, entree = 'true') =>
  `select count(distinct personne_key) from ${suivis(entree)} and personne_key in
   (select personne_key from ${of2024('personne')} and sexe = '${code}')`;
const cohorte = (nouveau: boolean) =>
  `select count(*) from ${of2024('sortie')} and personne_key ${nouveau ? '' : 'not'} in
   (select personne_key from ${suivis(NEW)})`;

export const figures: RowFigure[] = [
  ...crossed('t1', PRESCRIPTEURS, (line, site) => persons(`${line} and ${site}`)),
  ...crossed('t2', PRESCRIPTEURS, (line, site) => persons(`${NEW} and ${line} and ${site}`)),
  ...crossed(
    't3',
    AGES,
    (line, site) =>
      `${persons(`${NEW} and ${site}`)} and personne_key in
       (select personne_key from ${of2024('personne')} and annee - annee_naissance ${line})`,
  ),
  ...column('t4', 'ressources', RESSOURCES),
  ...column('t5', 'emploi', EMPLOIS),
  ...crossed('t6', MOTIFS, (line, site) => sorties(`${line} and ${site}`)),
  ...column('t7', 'situation_conjugale', CONJUGALES),
  ...Object.entries(DUREES).flatMap(([line, months]) => [
    {
      figure: `vv.t8.${line}`,
      sql: persons(`date_fin is not null and datesub('month', date_debut, date_fin) ${months}`),
    },
    {
      figure: `vv.t10.${line}`,
      sql: persons(`date_fin is null and datesub('month', date_debut, date '2024-12-31') ${months}`),
    },
  ]),
  ...Object.entries(SITES).map(([site, where]) => ({
    figure: `vv.t9.${site}`,
    sql: persons(`date_fin is null and ${where}`),
  })),
  ...['ii.tab.via_voltaire.total', 'vv.soutenues', 'vv.accueillies'].map((figure) => ({
    figure,
    sql: persons(),
  })),
  ...['ii.tab.via_voltaire.h', 'vv.accueillies.h'].map((figure) => ({ figure, sql: sexe('homme') })),
  ...['ii.tab.via_voltaire.f', 'vv.accueillies.f'].map((figure) => ({ figure, sql: sexe('femme') })),
  { figure: 'vv.nouveaux', sql: persons(NEW) },
  { figure: 'vv.nouveaux.h', sql: sexe('homme', NEW) },
  { figure: 'vv.nouveaux.f', sql: sexe('femme', NEW) },
  { figure: 'vv.recontact', sql: persons(`entree = 'reprise_de_contact'`) },
  {
    figure: 'vv.obligation_soin.pct',
    sql: share(persons(`cadre like '%obligation_de_soins'`), persons()),
  },
  ...['vv.sorties.text', 'vv.sorties.total'].map((figure) => ({ figure, sql: sorties() })),
  { figure: 'vv.sorties.nouveaux', sql: cohorte(true) },
  { figure: 'vv.sorties.anterieurs', sql: cohorte(false) },
  // 32 % needs the 4 imprisoned among those who dropped out; 68 % are the three other motives together.
  {
    figure: 'vv.sorties.desinvesti.pct',
    sql: share(sorties(`motif in ('abandon', 'incarceration')`), sorties()),
  },
  {
    figure: 'vv.sorties.concertee.pct',
    sql: share(sorties(`motif not in ('abandon', 'incarceration')`), sorties()),
  },
  { figure: 'vv.en_cours.text', sql: persons('date_fin is null') },
  // The printed shares by prescriber are those of the new persons, though they stand beside the table of all.
  ...[
    ['spip', 'spip'],
    ['partenaires', 'autres_partenaires'],
    ['spontanee', 'demarche_spontanee'],
  ].flatMap(([name = '', code = '']) => [
    { figure: `vv.prescripteur.${name}.pct.2024`, sql: newShare(code, 2024) },
    { figure: `vv.prescripteur.${name}.pct.2023`, sql: newShare(code, 2023) },
    { figure: `vv.chart.prescripteur.${name}.pct`, sql: newShare(code, 2024) },
  ]),
  {
    figure: 'vv.groupe.participants',
    sql: `select count(distinct personne_key) from ${of2024('participation')} and presence = 'present'`,
  },
  { figure: 'vv.groupe.seances', sql: `select count(distinct seance) from ${of2024('seance')}` },
  {
    figure: 'vv.groupe.presence',
    sql: share(
      `select count(*) / 100.0 from ${of2024('participation')} and presence = 'present'`,
      `select count(distinct seance) from ${of2024('seance')}`,
    ),
  },
  { figure: 'vv.groupes', sql: `select count(distinct site || module) from ${of2024('seance')}` },
  { figure: 'vv.staff.directrice', sql: staff('directrice') },
  { figure: 'vv.staff.cadre', sql: staff('cadre_referent') },
  { figure: 'vv.staff.psychologues', sql: staff('psychologue_clinicien') },
  { figure: 'vv.staff.accueil', sql: staff('agent_d_accueil') },
  { figure: 'vv.staff.exterieur', sql: staff('intervenant_exterieur') },
];

export const impossible: ImpossibleFigure[] = [
  { figure: 'vv.reseau_annees', raison: 'énoncé, ne se compte pas sur des lignes' },
  { figure: 'vv.accueil', raison: 'énoncé, ne se compte pas sur des lignes' },
  {
    figure: 'vv.liste_attente',
    raison:
      'le fichier n’a pas de colonne d’attente, et le rapport ne dit pas si ces quinze sont parmi les 546',
  },
];
