import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBuild } from '../cli/pipeline.ts';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

/** What the printed report says, or what its numbers give by hand, against the marts over the samples. */

type Row = Record<string, unknown>;

let run: SampleRun;
let warehouse: Warehouse;
beforeAll(async () => {
  run = await sampleRun();
  warehouse = await run.open();
}, 240_000);
afterAll(async () => {
  await warehouse?.close();
  await run?.remove();
});

async function rowsOf(sql: string): Promise<Row[]> {
  const { rows }: { rows: Row[] } = await warehouse.knex.raw(sql);
  return rows;
}

/** The only row of a statement, its numbers as numbers. */
async function one(sql: string): Promise<Row> {
  const rows = await rowsOf(sql);
  expect(rows, sql).toHaveLength(1);
  return Object.fromEntries(
    Object.entries(rows[0] ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value,
    ]),
  );
}

describe('a year beside the one before', () => {
  const compared = (where: string) =>
    one(`select valeur, valeur_n, valeur_n_1, evolution_pour_cent, comparable, raison from marts.evolution
      where annee = 2024 and site = '_T' and ${where}`);

  it('is 25 orientations more in the region, as declared', async () => {
    const where = `antenne = 'CPCA' and module = '_T' and indicateur = 'orientations' and provenance = 'declare'`;
    expect(await compared(where)).toEqual({
      ...{ valeur: 25, valeur_n: 1544, valeur_n_1: 1519, evolution_pour_cent: 1.6 },
      ...{ comparable: 'oui', raison: '' },
    });
  });

  it('is not compared across the change that the porteur declares, and keeps both values', async () => {
    const where = `antenne = 'AERS' and module = 'stage_responsabilisation' and provenance = 'calcule'`;
    expect(await compared(`${where} and indicateur = 'personnes_convoquees'`)).toMatchObject({
      ...{ valeur: null, valeur_n: 498, valeur_n_1: 465, evolution_pour_cent: null, comparable: 'non' },
      raison: expect.stringContaining('définition changée en 2024 (comité technique, 17/01/2024)'),
    });
    expect(await compared(`${where} and indicateur = 'personnes_presentes'`)).toMatchObject({ valeur: 23 });
  });

  it('is not compared where a module of the total comes from the list of one year alone, and says which', async () => {
    const total = (antenne: string, indicateur: string) =>
      compared(
        `antenne = '${antenne}' and module = '_T' and provenance = 'calcule' and indicateur = '${indicateur}'`,
      );
    expect(await total('AERS', 'orientations')).toMatchObject({
      ...{ valeur: null, valeur_n: 535, valeur_n_1: 484, comparable: 'non' },
      raison:
        'Les modules comptés diffèrent : suivi individuel socio-éducatif en 2024 seulement (des colonnes manquent à la liste de 2023).',
    });
    expect(await total('LA_TRAVERSE', 'personnes_accompagnees')).toMatchObject({
      ...{ valeur: null, valeur_n: 42, valeur_n_1: 16, comparable: 'non' },
      raison:
        'Les modules comptés diffèrent : contrôle judiciaire en 2024 seulement (liste de 2023 non reçue ou vide).',
    });
    expect(await total('VIA_VOLTAIRE', 'personnes_accompagnees')).toMatchObject({
      valeur: 92,
      comparable: 'oui',
    });
    expect(await total('LA_CLEDE', 'personnes_accompagnees')).toMatchObject({
      valeur: 30,
      comparable: 'oui',
    });
  });

  it('is not compared in a sum of the region that an antenne enters', async () => {
    const where = `antenne = 'CPCA' and module = '_T' and provenance = 'calcule'`;
    for (const indicateur of ['personnes_accompagnees', 'personnes_sans_double_compte'])
      expect(await compared(`${where} and indicateur = '${indicateur}'`)).toMatchObject({
        valeur: null,
        raison: expect.stringMatching(
          /^UDAF de l’Aude n’a pas de chiffre en 2023\. Les modules comptés diffèrent : AERS, AJIR /,
        ),
      });
  });
});

describe('the exits of Via Voltaire', () => {
  const share = (level: string, code: string) =>
    one(`select valeur, base_valeur, inconnus, part, formule from marts.sorties
      where annee = 2024 and antenne = 'VIA_VOLTAIRE' and site = '_T' and module = '_T'
        and niveau = '${level}' and modalite = '${code}'`);

  it('are 41,6 % concerted in the fine class', async () => {
    expect(await share('classe_fine', 'concertee_ou_menee_a_terme')).toEqual({
      valeur: 87,
      base_valeur: 209,
      inconnus: 0,
      part: 41.6268,
      formule: '87 / 209 = 41,6 %',
    });
  });

  it('are 68 % in the wide class, which the report also calls concerted', async () => {
    expect(await share('classe_large', 'aboutie')).toMatchObject({
      formule: '143 / 209 = 68,4 %',
      part: 68.4211,
    });
  });

  it('are told in the antenne’s own motifs beside', async () => {
    expect(await share('motif', 'abandon')).toMatchObject({ valeur: 62, formule: '62 / 209 = 29,7 %' });
  });
});

describe('courses and groups of APEX', () => {
  it('tell the 34 trainees carried over from the year before among 67, on 11 courses', async () => {
    expect(
      await one(`select stages, presences, presences_annee_precedente, personnes_presentes from marts.stages_annee
        where annee = 2024 and antenne = 'APEX' and site = '_T'`),
    ).toEqual({ stages: 11, presences: 67, presences_annee_precedente: 34, personnes_presentes: 67 });
  });

  it('tell 163 attendances of 12 persons at 41 sessions, five of whom finished the programme', async () => {
    expect(
      await one(`select seances, participations, presents_par_seance, personnes_suivies, personnes_en_cours,
          programmes_menes_a_terme from marts.groupes
        where annee = 2024 and antenne = 'APEX' and module = 'groupe_parole' and site = '_T'`),
    ).toEqual({
      seances: 41,
      participations: 163,
      presents_par_seance: 3.9756,
      personnes_suivies: 12,
      personnes_en_cours: 2,
      programmes_menes_a_terme: 5,
    });
  });

  it('close the waiting list: 54 + 171 − 138 = 87', async () => {
    expect(
      await one(`select ouverture, entrees, fins, cloture, ecart_ouverture from marts.mouvement_attente
        where annee = 2024 and antenne = 'APEX' and module = '_T'`),
    ).toEqual({ ouverture: 54, entrees: 171, fins: 138, cloture: 87, ecart_ouverture: 0 });
  });
});

describe('housing', () => {
  it('is 67 persons and 2 799 nights in the region, 41,8 nights each', async () => {
    expect(
      await one(`select personnes, nuitees, nuitees_par_personne from marts.hebergement
        where annee = 2024 and antenne = 'CPCA' and site = '_T' and type_place = '_T'`),
    ).toEqual({ personnes: 67, nuitees: 2799, nuitees_par_personne: 41.7761 });
  });

  it('fills the flats of the Aude at 84,6 % of the 366 days of 2024', async () => {
    expect(
      await one(`select jours_annee, occupation_numerateur, occupation_denominateur, taux_occupation from marts.hebergement
        where annee = 2024 and antenne = 'UDAF11' and site = '_T' and type_place = 'places_dediees'`),
    ).toEqual({
      jours_annee: 366,
      occupation_numerateur: 1548,
      occupation_denominateur: 1830,
      taux_occupation: 84.5902,
    });
  });

  it('knows no rate for an hotel, and none for an antenne that sends no stay', async () => {
    expect(
      await rowsOf(`select annee, antenne, type_place, absence_occupation from marts.hebergement
        where taux_occupation is null and site = '_T' and antenne in ('UDAF11', 'AERS') and type_place in ('hotel', 'places_dediees')
        order by annee, antenne, type_place`),
    ).toEqual([
      {
        annee: 2023,
        antenne: 'AERS',
        type_place: 'places_dediees',
        absence_occupation: 'aucun séjour transmis',
      },
      { annee: 2024, antenne: 'AERS', type_place: 'hotel', absence_occupation: 'places non énoncées' },
      { annee: 2024, antenne: 'UDAF11', type_place: 'hotel', absence_occupation: 'places non énoncées' },
    ]);
  });
});

describe('periods', () => {
  it('count in a year, and in the twelve months that end with it, the persons whom the facts hold', async () => {
    const facts =
      await rowsOf(`select annee, antenne, count(distinct personne_key) as n from marts.fait_personne_accompagnee
      group by annee, antenne union all
      select annee, 'CPCA', count(distinct personne_key) from marts.fait_personne_accompagnee group by annee`);
    expect(facts.length).toBeGreaterThan(10);
    for (const { annee, antenne, n } of facts) {
      const counted =
        await rowsOf(`select valeur as n from marts.periode_activite where indicateur = 'personnes_accompagnees'
        and antenne = '${antenne}' and periode in ('${annee}', '${annee}-12/12m')`);
      expect(counted, `${antenne} ${annee}`).toEqual([{ n }, { n }]);
    }
  });

  it('share the nights of a year among its months, to the unit', async () => {
    expect(
      await one(`select sum(valeur) as nuitees from marts.periode_activite
        where antenne = 'CPCA' and indicateur = 'nuitees' and genre = 'mois' and annee = 2024`),
    ).toEqual({ nuitees: 2799 });
  });

  it('never count more persons in a longer period than in the sum of its months, nor fewer than in one of them', async () => {
    const broken = await rowsOf(`with mois as (
        select antenne, annee, max(valeur) as plus, sum(valeur) as somme from marts.periode_activite
        where indicateur = 'personnes_accompagnees' and genre = 'mois' group by antenne, annee)
      select annees.antenne, annees.annee from marts.periode_activite as annees
      inner join mois on annees.antenne = mois.antenne and annees.annee = mois.annee
      where annees.indicateur = 'personnes_accompagnees' and annees.genre = 'annee'
        and (annees.valeur < mois.plus or annees.valeur > mois.somme)`);
    expect(broken).toEqual([]);
  });
});

describe('territory, ages and quality', () => {
  it('read coverage twice, with the vintage of 2023 and the 185 recorded victims of Lozère', async () => {
    expect(
      await one(`select personnes, millesime, habitants, victimes, pour_100_victimes, actions_en_place, actions_reference
        from marts.couverture where annee = 2024 and departement = '48' and lecture = 'accompagnement'`),
    ).toEqual({
      personnes: 42,
      millesime: 2023,
      habitants: 76486,
      victimes: 185,
      pour_100_victimes: 22.7027,
      actions_en_place: 2,
      actions_reference: 7,
    });
  });

  it('put every person of an antenne in one line of each grid', async () => {
    const sums =
      await rowsOf(`select antenne, grille, sum(valeur) - max(base_valeur) as ecart from marts.age_commun
      where provenance = 'calcule' and annee = 2024 group by antenne, grille`);
    expect(sums.length).toBeGreaterThan(8);
    expect(sums.filter(({ ecart }) => Number(ecart) !== 0)).toEqual([]);
  });

  it('find the sixty persons whom two antennes follow', async () => {
    expect(
      await rowsOf(
        'select antenne, autre_antenne, personnes from marts.double_compte where annee = 2024 order by antenne',
      ),
    ).toEqual([
      { antenne: 'AERS', autre_antenne: 'VIA_VOLTAIRE', personnes: 60 },
      { antenne: 'VIA_VOLTAIRE', autre_antenne: 'AERS', personnes: 60 },
    ]);
  });

  it('states the region beside the sum of its antennes, each person once, from the rows themselves', async () => {
    const active = `from raw.accompagnement where annee = 2024 and date_debut <= date '2024-12-31'
      and (date_fin is null or date_fin >= date '2024-01-01')`;
    const [counted] = await rowsOf(
      `select count(distinct personne_key) as once, count(distinct antenne || personne_key) as sum ${active}`,
    );
    const stated = await rowsOf(
      `select indicateur, cast(valeur as integer) as n from marts.activite
        where annee = 2024 and antenne = 'CPCA' and site = '_T' and module = '_T' and provenance = 'calcule'
        and indicateur like 'personnes%' order by indicateur`,
    );
    const [, once] = stated.map(({ n }) => Number(n));
    expect(stated.map(({ indicateur, n }) => [indicateur, Number(n)])).toEqual([
      ['personnes_accompagnees', Number(counted?.sum)],
      ['personnes_sans_double_compte', Number(counted?.once)],
    ]);
    expect(Number(counted?.sum) - Number(once)).toBe(60);
  });

  it('sums over the antennes what the region declares, and names the antennes in the sum and those without', async () => {
    const summed = (annee: number) =>
      rowsOf(`select indicateur, cast(valeur as integer) as n, base from marts.activite
        where annee = ${annee} and antenne = 'CPCA' and provenance = 'calcule' order by indicateur`);
    const [[orientations], [nights], [housed]] = await Promise.all([
      rowsOf(
        `select count(*) as n from raw.orientation where annee = 2024 and year(date_orientation) = 2024`,
      ),
      rowsOf(`select sum(nuitees) as n from core.sejour where annee = 2024`),
      rowsOf(`select count(distinct antenne || personne_key) as n from raw.sejour where annee = 2024`),
    ]);
    const found = await summed(2024);
    const value = (code: string) => Number(found.find(({ indicateur }) => indicateur === code)?.n);
    expect(value('orientations')).toBe(Number(orientations?.n));
    expect(value('nuitees')).toBe(Number(nights?.n));
    expect(value('personnes_hebergees')).toBe(Number(housed?.n));
    expect(found.find(({ indicateur }) => indicateur === 'nuitees')?.base).toBe(
      'nuitées, somme des antennes ; lignes reçues de AERS, La Clède, UDAF de l’Aude ; sans chiffre : APEX, La Traverse, Via Voltaire',
    );
    // A file of stays alone is no file of persons accompanied.
    const before = await summed(2023);
    expect(before.find(({ indicateur }) => indicateur === 'personnes_accompagnees')?.base).toBe(
      'personnes accompagnées, somme des antennes ; lignes reçues de AERS, APEX, La Clède, La Traverse, Via Voltaire ; sans chiffre : UDAF de l’Aude',
    );
  });

  it('tells nothing of a site with one flat, neither stated nor counted, nor what would give it by difference', async () => {
    const given =
      await rowsOf(`select distinct activites.annee, activites.antenne, activites.site, logements.nombre
      from marts.activite as activites
      left join (select annee, antenne, site, count(distinct logement) as nombre from marts.hebergement_logement group by all) as logements
        on activites.annee = logements.annee and activites.antenne = logements.antenne and activites.site = logements.site
      where activites.module = 'hebergement' and activites.site <> '_T' order by all`);
    expect(given.map(({ annee, antenne, site }) => `${annee} ${antenne} ${site}`)).toEqual([
      '2024 AERS Béziers',
      '2024 AERS Montpellier',
    ]);
    expect(given.filter(({ nombre }) => Number(nombre) < 2)).toEqual([]);
  });

  it('tell the unknown of APEX by its cause', async () => {
    expect(
      await one(`select lignes, connus, inconnus, non_transmis, sans_objet, vides from marts.qualite_champ
        where annee = 2024 and antenne = 'APEX' and entite = 'personne' and champ = 'emploi'`),
    ).toEqual({ lignes: 253, connus: 113, inconnus: 89, non_transmis: 12, sans_objet: 0, vides: 39 });
  });

  it('cost a night of the flats of the Aude what was spent on them', async () => {
    expect(
      await one(`select depense, volume, cout from marts.cout_unitaire
        where annee = 2024 and antenne = 'UDAF11' and module = 'hebergement' and unite = 'nuitee' and financeur = '_T'`),
    ).toEqual({ depense: 77026.35, volume: 1608, cout: 47.902 });
  });

  it('hold no contradictory row in the samples', async () => {
    expect(await rowsOf('select * from marts.ligne_contradictoire')).toEqual([]);
  });
});

describe('contradictory rows', () => {
  it('stop nothing: each is kept, flagged by its rule and line, and counted or left out as written', async () => {
    await warehouse.close();
    const writer = await openWarehouse({ path: run.places.warehouse });
    const line = (row: number) =>
      `fichier_id, source, antenne, annee, annee_fichier, partie, 'Feuille fausse', ${row}, repeat('a', 32)`;
    const from = `from meta.fichier where source = 'udaf11_suivi' and annee = 2024`;
    const whence = `select fichier_id, source, antenne, annee, annee as annee_fichier, 'p' as partie ${from}`;
    const head = 'fichier_id, source, antenne, annee, annee_fichier, partie, feuille, ligne, personne_key';
    const statements = [
      `insert into raw.personne (${head}, sexe) select ${line(1)}, 'homme' from (${whence})`,
      `insert into raw.personne (${head}, sexe) select ${line(2)}, 'femme' from (${whence})`,
      `insert into raw.accompagnement (${head}, module, date_debut, date_fin)
        select ${line(3)}, 'suivi_socio_educatif', date '2024-05-02', date '2024-05-01' from (${whence})`,
      `insert into raw.sejour (${head}, logement, type_place, date_entree, date_sortie)
        select ${line(4)}, 'narbonne_1', 'places_dediees', date '2024-03-02', date '2024-03-01' from (${whence})`,
      `insert into raw.sejour (${head}, logement, type_place, date_entree, date_sortie)
        select ${line(5)}, 'narbonne_1', 'places_dediees', date '2020-01-01', date '2024-12-31' from (${whence})`,
    ];
    for (const statement of statements) await writer.knex.raw(statement);
    await writer.close();
    const built = await runBuild(
      run.places,
      {},
      () => new Date('2025-02-02T12:00:00Z'),
      () => {},
    );
    expect(built.problems).toEqual([]);
    expect(built.ok).toBe(true);
    warehouse = await run.open();
    const found = await rowsOf(`select regle, split_part(source_ref, ' · ', 3) as ligne, comptee
      from marts.ligne_contradictoire where source_ref like '%Feuille fausse%' order by regle, ligne`);
    expect(found).toEqual([
      { regle: 'deux_sejours_ensemble', ligne: 'ligne 5', comptee: true },
      { regle: 'deux_sexes', ligne: 'ligne 1', comptee: true },
      { regle: 'deux_sexes', ligne: 'ligne 2', comptee: true },
      { regle: 'sejour_hors_ouverture', ligne: 'ligne 5', comptee: true },
      { regle: 'sortie_avant_entree', ligne: 'ligne 3', comptee: true },
      { regle: 'sortie_avant_entree', ligne: 'ligne 4', comptee: false },
    ]);
  }, 120_000);
});
