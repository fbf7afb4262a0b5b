import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'yaml';

/** A figure that is in no file, and that SQL over the files gives all the same. */
export interface Rebuilt {
  figure: string;
  /** Fewest and most persons that agree with everything told. */
  min: number;
  max: number;
}

/** What SQL alone says of the hidden figures of a package of research. */
export interface Rebuilding {
  /** Hidden cells looked at. */
  secrets: number;
  /** Equations written, those that are differences of two others among them. */
  equations: number;
  /** Known exactly: a hidden cell, or fewer persons than the threshold in a code or place that is not told. */
  exact: Rebuilt[];
  /** Hidden cells of which it is known that they are small. */
  small: Rebuilt[];
  /** Figures that no number of persons agrees with: what the attacker takes for granted is then wrong. */
  impossible: Rebuilt[];
}

const MINIMUM = 11;
const MANY = 1_000_000;
const ROUNDS = 400;

const nomenclature = (name: string): string =>
  fileURLToPath(new URL(`../../ingest/nomenclatures/${name}.csv`, import.meta.url));

/**
 * Tries to rebuild hidden figures by SQL over the CSV files of some releases' packages, and by nothing else of ours:
 * no solver, no code of what hides or audits. It takes for granted what a researcher reads in the codebook: a base is the sum
 * of its known codes, base and unknown together are the same persons for each characteristic, wider codes are sums of
 * finer ones, the région that of the départements and of both lines of sexe, three years together that of the years, a
 * closed year the same in each release. Each is an equation; differences of two equations are equations; then the bounds
 * of every figure are narrowed by every equation until nothing moves.
 */
export async function rebuildBySql(packages: readonly string[]): Promise<Rebuilding> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    await readPackages(connection, packages);
    await readNesting(connection);
    await connection.run(VARIABLES);
    await connection.run(EQUATIONS);
    await narrow(connection);
    for (let round = 0; round < 2; round += 1) {
      await sameFigures(connection);
      await connection.run(DIFFERENCES);
      await narrow(connection);
    }
    const [counts = {}] = await rows(
      connection,
      `select (select count(*) from variable where secrete)::integer as secrets,
        (select count(distinct equation) from terme)::integer as equations`,
    );
    const found = (where: string) =>
      rows(
        connection,
        `select variable as figure, min, max from variable join borne using (variable) where ${where} order by 1`,
      );
    const exact = `min = max and not connue and (secrete or (max > 0 and max < ${MINIMUM} and not inconnus))`;
    return {
      secrets: Number(counts.secrets),
      equations: Number(counts.equations),
      exact: rebuilt([...(await found(exact)), ...(await rows(connection, WITHDRAWN))]),
      small: rebuilt(await found(`secrete and not inconnus and max < ${MINIMUM}`)),
      impossible: rebuilt(await found('min > max')),
    };
  } finally {
    connection.closeSync();
  }
}

type Row = Record<string, unknown>;

async function rows(connection: DuckDBConnection, sql: string): Promise<Row[]> {
  return (await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[];
}

function rebuilt(found: readonly Row[]): Rebuilt[] {
  return found.map(({ figure, min, max }) => ({
    figure: String(figure),
    min: Number(min),
    max: Number(max),
  }));
}

/** Every line of every cube that tells of persons, and of both cubes of volumes that have margins. */
async function readPackages(connection: DuckDBConnection, packages: readonly string[]): Promise<void> {
  const files = (names: readonly string[]): string =>
    `[${packages.flatMap((one) => names.map((name) => `'${join(one, 'cubes', name).replaceAll("'", "''")}'`)).join(', ')}]`;
  const persons = ['profil_*.csv', 'sensibles_*.csv', 'sorties_*.csv'];
  // A release may have no cube of a kind: a file with the columns alone stands for it.
  await connection.run(`
    create table lu as select * from read_csv(${files(persons)}, all_varchar = true, union_by_name = true, filename = 'fichier');
    create table activite as select * from read_csv(${files(['activite.csv'])}, all_varchar = true, union_by_name = true, filename = 'fichier');
    create table chiffres_cles as select * from read_csv(${files(['chiffres_cles.csv'])}, all_varchar = true, union_by_name = true, filename = 'fichier');
    create table vide (annee varchar, periode varchar, sexe varchar, departement varchar, antenne varchar,
      caracteristique varchar, modalite varchar, classe_large varchar, motif varchar);
    create table ligne as select
        parse_filename(fichier, true) as cube, parse_dirpath(fichier) as livraison, annee, periode,
        coalesce(departement, case when antenne not in ('_T', 'CPCA') then antenne end, 'région') as lieu,
        coalesce(sexe, '_T') as sexe,
        case when coalesce(classe_large, motif) is null then 'profil' else 'sortie' end as population,
        case when motif is not null then 'motif' when classe_large is not null then 'classe_large' else caracteristique end as vue,
        coalesce(modalite, classe_large, motif) as code, try_cast(niveau as integer) as niveau,
        try_cast(valeur as bigint) as valeur, statut, try_cast(nullif(base_valeur, '') as bigint) as base
      from (select * from lu union all by name select * from vide);
    create table ecrite as select *, case vue when 'mineurs' then 'age' when 'classe_large' then 'motif' else vue end as source,
        unnest(range(cast(left(periode, 4) as integer), cast(right(periode, 4) as integer) + 1)) as an
      from ligne;
  `);
}

/** Which finer codes a code is made of: the lists of the project, and what its catalogue says of both ends of the scale. */
async function readNesting(connection: DuckDBConnection): Promise<void> {
  const catalogue = parse(
    await readFile(new URL('../../publish/catalogue.yml', import.meta.url), 'utf8'),
  ) as { caracteristiques: { nom: string; fusions?: Codes; partage?: Codes }[] };
  const own = catalogue.caracteristiques.flatMap(({ nom, fusions, partage }) =>
    Object.entries({ ...fusions, ...partage }).flatMap(([code, { codes }]) =>
      codes.map((atome) => `('${nom}', 0, '${code}', '${atome}')`),
    ),
  );
  await connection.run(`
    create table large as
      select caracteristique as vue, cast(niveau as integer) as niveau, code_large as code, code as atome
        from read_csv('${nomenclature('regroupement')}', all_varchar = true)
      union select v.vue, n.niveau, if(motif_commun = 'inconnu', '_U', if(n.niveau = 1, classe_fine, classe_large)),
          if(motif_commun = 'inconnu', '_U', motif_commun)
        from read_csv('${nomenclature('classe_sortie')}', all_varchar = true), (values ('motif'), ('classe_large')) v(vue),
          (values (1), (2)) n(niveau)
      union select * from (values ${own.join(', ')});
    create table emboite as
      select * from large
      union select distinct vue, niveau, code, code from ligne
        where code <> '_T' and (vue, niveau, code) not in (select vue, niveau, code from large)
      union select distinct vue, niveau, '_U', '_U' from ligne where niveau is not null;
  `);
}

type Codes = Record<string, { codes: string[] }>;

/**
 * The figures, told and not: finest codes of each place and year, lines of the cubes, bases, persons of a place. A year whose
 * figures differ between releases was revised: it is another year in each of them.
 */
const VARIABLES = `
  create table revisee as select distinct an from ecrite where statut = 'publie' and periode = cast(an as varchar)
    group by an, cube, lieu, sexe, vue, code, niveau having count(distinct valeur) > 1;
  create table dite as select * replace (case when an in (from revisee) then an || ' ' || livraison else cast(an as varchar) end as an)
    from ecrite;
  -- A place where the line of the total alone stands has finer codes that nobody is told.
  create table place as select an, lieu, sexe, population, source, vue, max(niveau) filter (code <> '_T') as niveau,
      bool_and(code = '_T' or periode <> left(an, 4)) as tue
    from dite group by all;
  create table code_liste as select distinct d.an, d.population, d.source, e.atome from dite d
    join emboite e on e.vue = d.vue and e.niveau = d.niveau and e.code = d.code;
  create table muette as select an, population, source from place where lieu = 'région' and sexe = '_T' group by all having bool_and(tue);
  -- A code that no table lists has nobody; one that a place does not list has nobody there, unless it lists none.
  create table atome as
    select distinct p.an, p.lieu, p.sexe, p.population, p.source, c.atome,
      concat_ws(' · ', p.an, p.lieu, p.sexe, p.population, p.source, 'seul ' || c.atome) as variable
    from (select distinct an, lieu, sexe, population, source from place) p
    join (select * from code_liste
      union select an, population, source, atome from muette join emboite on muette.source = emboite.vue
      union select an, population, source, '_U' from place) c using (an, population, source)
    where exists (from place q where (q.an, q.lieu, q.sexe, q.population, q.source) = (p.an, p.lieu, p.sexe, p.population, p.source) and q.tue)
      or c.atome = '_U'
      or exists (from dite d join emboite e on e.vue = d.vue and e.niveau = d.niveau and e.code = d.code
        where (d.an, d.lieu, d.sexe, d.population, d.source) = (p.an, p.lieu, p.sexe, p.population, p.source) and e.atome = c.atome);
  create table cellule as select d.*, concat_ws(' · ', d.periode, case when d.an like '% %' then d.livraison end, d.lieu, d.sexe, d.population,
      d.vue, d.code, 'niveau ' || d.niveau) as variable,
      concat_ws(' · ', 'base', d.periode, case when d.an like '% %' then d.livraison end, d.lieu, d.sexe, d.population, d.vue, 'niveau ' || d.niveau) as sa_base
    from dite d where code <> '_T';
  create table variable as
    select variable, bool_or(secrete) as secrete, bool_or(connue) as connue, bool_or(inconnus) as inconnus, max(valeur) as valeur from (
      select variable, false as secrete, false as connue, atome = '_U' as inconnus, null::bigint as valeur from atome
      union all select variable, statut = 'secret', statut = 'publie', code = '_U', valeur from cellule
      union all select sa_base, false, base is not null, true, base from cellule
      union all select distinct concat_ws(' · ', 'personnes', an, lieu, sexe, population), false, false, true, null::bigint from place)
    group by variable;
  create table borne as select variable, coalesce(valeur, 0)::double as min, coalesce(valeur, ${MANY})::double as max from variable;
`;

const EQUATIONS = `
  create table terme as
    -- A line is the sum of its finest codes, over its years.
    select distinct 'ligne ' || c.variable as equation, c.variable, -1::double as facteur from cellule c
    union all select distinct 'ligne ' || c.variable, a.variable, 1 from cellule c
      join emboite e on e.vue = c.vue and e.niveau = c.niveau and e.code = c.code
      join atome a on (a.an, a.lieu, a.sexe, a.population, a.source, a.atome) = (c.an, c.lieu, c.sexe, c.population, c.source, e.atome)
    -- A base is the sum of the lines whose code is known.
    union all select distinct 'base ' || sa_base, sa_base, -1 from cellule
    union all select distinct 'base ' || sa_base, variable, 1 from cellule where code <> '_U'
    -- Base and unknown are the persons of the place, whatever the characteristic.
    union all select distinct concat_ws(' · ', 'personnes', an, lieu, sexe, population, source),
      concat_ws(' · ', 'personnes', an, lieu, sexe, population), -1 from atome
    union all select distinct concat_ws(' · ', 'personnes', an, lieu, sexe, population, source), variable, 1 from atome
    union all select distinct 'personnes ' || sa_base, sa_base, -1 from cellule where periode = left(an, 4)
    union all select distinct 'personnes ' || sa_base, variable, -1 from cellule where periode = left(an, 4) and code = '_U'
    union all select distinct 'personnes ' || sa_base, concat_ws(' · ', 'personnes', an, lieu, sexe, population), 1
      from cellule where periode = left(an, 4)
    -- The région is the sum of both lines of sexe, code by code.
    union all select 'sexes ' || r.variable, r.variable, -1 from atome r where r.lieu = 'région' and r.sexe = '_T'
      and (select count(distinct sexe) from place s where s.an = r.an and s.lieu = 'région' and s.population = r.population and s.source = r.source) = 3
    union all select 'sexes ' || r.variable, s.variable, 1 from atome r
      join atome s on (s.an, s.lieu, s.population, s.source, s.atome) = (r.an, 'région', r.population, r.source, r.atome) and s.sexe <> '_T'
      where r.lieu = 'région' and r.sexe = '_T'
      and (select count(distinct sexe) from place s where s.an = r.an and s.lieu = 'région' and s.population = r.population and s.source = r.source) = 3
    union all select concat_ws(' ', 'sexe', an, p.sexe), concat_ws(' · ', 'personnes', an, lieu, p.sexe, population), -1
      from (select distinct an, lieu, sexe, population from place where sexe <> '_T') p
      where an in (select an from atome where source = 'sexe' and lieu = 'région')
    union all select distinct concat_ws(' ', 'sexe', a.an, p.sexe), a.variable, 1
      from atome a join (select distinct an, sexe from place where sexe <> '_T') p using (an)
      where a.source = 'sexe' and a.lieu = 'région' and a.sexe = '_T' and (p.sexe = 'femme') = (a.atome = 'femme')
    -- The région is the sum of the départements, code by code; who is in none that tells the characteristic is not known.
    union all select 'lieux ' || r.variable, r.variable, -1 from atome r where r.lieu = 'région' and r.sexe = '_T' and r.atome <> '_U'
      and exists (from atome d where (d.an, d.population, d.source) = (r.an, r.population, r.source) and d.lieu <> 'région')
    union all select 'lieux ' || r.variable, d.variable, 1 from atome r
      join atome d on (d.an, d.population, d.source, d.atome) = (r.an, r.population, r.source, r.atome) and d.lieu <> 'région'
      where r.lieu = 'région' and r.sexe = '_T' and r.atome <> '_U'
    union all select distinct concat_ws(' ', 'lieux', an, population), concat_ws(' · ', 'personnes', an, lieu, sexe, population),
      if(lieu = 'région', -1, 1) from place where sexe = '_T' and (an, population) in (select an, population from place where lieu <> 'région')
      and (an, population) in (select an, population from place where lieu = 'région');
`;

/** Narrows the bounds of every figure by every equation, once; figures are whole. */
const NARROWED = `
  create or replace table suivante as
    with part as (select equation, variable, facteur, if(facteur > 0, facteur * min, facteur * max) as bas, if(facteur > 0, facteur * max, facteur * min) as haut
        from terme join borne using (variable)),
      reste as (select variable, facteur, sum(bas) over (partition by equation) - bas as bas, sum(haut) over (partition by equation) - haut as haut from part),
      dit as (select variable, max(ceil(if(facteur > 0, -haut / facteur, -bas / facteur) - 1e-6)) as min,
        min(floor(if(facteur > 0, -bas / facteur, -haut / facteur) + 1e-6)) as max from reste group by variable)
    select variable, greatest(borne.min, coalesce(dit.min, 0)) as min, least(borne.max, coalesce(dit.max, ${MANY})) as max
    from borne left join dit using (variable);
`;

async function narrow(connection: DuckDBConnection): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await connection.run(NARROWED);
    const [moved = {}] = await rows(
      connection,
      'select count(*)::integer as combien, bool_or(s.min > s.max) as impossible from suivante s join borne b using (variable) where s.min > b.min or s.max < b.max',
    );
    await connection.run('create or replace table borne as from suivante');
    if (moved.combien === 0 || moved.impossible === true) return;
  }
  throw new Error('the bounds still move');
}

/** Figures that an equation says to be the same get one name among them, however many equations it takes. */
async function sameFigures(connection: DuckDBConnection): Promise<void> {
  await connection.run(`
    create or replace table lien as select min(variable) as une, max(variable) as autre from terme join borne using (variable)
      group by equation having count(*) filter (min < max) = 2 and sum(if(min < max, 0, facteur * min)) = 0
        and sum(if(min < max, facteur, 0)) = 0 and count(*) = 2;
    create or replace table nom as select variable, variable as meme from borne`);
  for (let round = 0; round < ROUNDS; round += 1) {
    await connection.run(`
      create or replace table suivant as select nom.variable, least(nom.meme, coalesce(min(autre.meme), nom.meme)) as meme
        from nom left join (select une as variable, autre from lien union all select autre, une from lien) voisin using (variable)
          left join nom autre on autre.variable = voisin.autre group by nom.variable, nom.meme`);
    const [moved = {}] = await rows(
      connection,
      'select count(*)::integer as combien from suivant join nom using (variable) where suivant.meme <> nom.meme',
    );
    await connection.run('create or replace table nom as from suivant');
    if (moved.combien === 0) return;
  }
  throw new Error('the names still move');
}

/**
 * Differences of two equations that share figures nobody knows yet, where fewer of these are left than the longer one had: what is
 * known goes into one figure, the constant.
 */
const DIFFERENCES = `
  create or replace table libre as select equation, meme as variable, sum(facteur) as facteur from terme join borne using (variable) join nom using (variable)
    where min < max group by equation, meme having sum(facteur) <> 0;
  create or replace table constante as select equation, sum(if(min < max, 0, facteur * min)) as c, any_value(combien) as libres
    from terme join borne using (variable) join (select equation, count(*) as combien from libre group by equation having combien <= 40) using (equation)
    group by equation;
  create or replace table paire as select 'différence ' || row_number() over () as equation, a.equation as une, b.equation as autre,
      any_value(sign(a.facteur * b.facteur)) as signe, count(*) as communes
    from libre a join libre b on a.variable = b.variable and a.equation < b.equation
      join constante ca on ca.equation = a.equation join constante cb on cb.equation = b.equation
    group by a.equation, b.equation, ca.libres, cb.libres
    having count(distinct a.facteur / b.facteur) = 1 and abs(any_value(a.facteur / b.facteur)) = 1
      and ca.libres + cb.libres - 2 * communes < greatest(ca.libres, cb.libres);
  create or replace table nouveau as
    select equation, variable, sum(facteur) as facteur from (
      select p.equation, l.variable, l.facteur from paire p join libre l on l.equation = p.une
      union all select p.equation, l.variable, -p.signe * l.facteur from paire p join libre l on l.equation = p.autre)
    group by equation, variable having sum(facteur) <> 0;
  insert into variable select 'constante', false, true, true, 1 where 'constante' not in (select variable from variable);
  insert into borne select 'constante', 1, 1 where 'constante' not in (select variable from borne);
  insert into terme
    with signature as (select equation, string_agg(variable || facteur, '|' order by variable) as texte from nouveau group by equation),
      une as (select min(equation) as equation from signature group by texte),
      numero as (select equation, equation || ' ' || (select count(*) from terme) as nom from une)
    select nom, variable, facteur from nouveau join numero using (equation)
    union all select nom, 'constante', ca.c - p.signe * cb.c from numero join paire p using (equation)
      join constante ca on ca.equation = p.une join constante cb on cb.equation = p.autre where ca.c - p.signe * cb.c <> 0;
`;

/** Volumes have no hidden cells, only lines that are left out: a margin minus its told parts, where few are left. */
const WITHDRAWN = `
  select concat_ws(' · ', 'activite', annee, site, module, indicateur, provenance, 'reste') as figure, reste as min, reste as max from (
    select annee, site, module, indicateur, provenance, fichier,
      max(cast(valeur as double)) filter (antenne = 'CPCA') - sum(cast(valeur as double)) filter (antenne <> 'CPCA') as reste
    from activite where statut = 'publie' and unite in ('personne', 'orientation', 'accompagnement', 'mesure', 'sortie') group by all)
    where reste > 0 and reste < ${MINIMUM}
  union all select concat_ws(' · ', 'chiffres_cles', annee, bloc, provenance, 'reste'), reste, reste from (
    select annee, bloc, provenance, base_valeur, fichier,
      any_value(try_cast(base_valeur as double)) - sum(cast(valeur as double)) filter (modalite <> '_T') as reste
    from chiffres_cles where statut = 'publie' and unite in ('personne', 'orientation', 'accompagnement', 'mesure', 'sortie') group by all)
    where reste > 0 and reste < ${MINIMUM};
`;
