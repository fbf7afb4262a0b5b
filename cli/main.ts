import { Command, InvalidArgumentError } from 'commander';
import type { ReportAudience } from '../pages/report/report.ts';
import { CliError } from './cli-error.ts';
import { Output, problemsOf } from './output.ts';
import type { SiteAudience } from './pipeline.ts';

const env = process.env;
const program = new Command('cpca')
  .description('Données du CPCA : charger, calculer, publier, montrer, répartir, interroger.')
  .helpOption('-h, --help', 'afficher cette aide')
  .helpCommand('help [commande]', 'aide d’une commande')
  .showHelpAfterError('(--help pour l’aide)')
  .configureOutput({ writeErr: (text) => process.stderr.write(text) })
  // Before the commands are made: they take it from here.
  .exitOverride();

interface Common {
  json?: boolean;
  samples?: boolean;
}

/** A command with the options that every one has. */
function command(parent: Command, usage: string, description: string): Command {
  return parent
    .command(usage)
    .description(description)
    .option('--json', 'un seul document JSON sur la sortie standard');
}

function withSamples(target: Command): Command {
  return target.option('--samples', 'les données d’exemple').option('--no-samples', 'les données réelles');
}

/**
 * Runs a command's action; its number is the exit code. Each action loads its own command, so that one that has
 * nothing to do is over at once.
 */
function run(action: (output: Output) => Promise<unknown>, options: Common): Promise<void> {
  return action(new Output(options.json === true)).then((code) => {
    if (typeof code === 'number') process.exitCode = code;
  });
}

function year(text: string): number {
  if (/^\d{4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('une année a quatre chiffres.');
}

function years(text: string, before: readonly number[]): number[] {
  return [...before, year(text)];
}

function rank(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('un rang est un nombre entier, de 1 à 9999.');
}

function scenarioCount(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  throw new InvalidArgumentError('un nombre de scénarios va de 1 à 1 000 000.');
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value < 65_536) return value;
  throw new InvalidArgumentError('un numéro de port va de 0 à 65535.');
}

command(program, 'start', 'tout le chemin, une fois, sur les données d’exemple')
  .option('--no-serve', 's’arrêter après la construction du site')
  .option('--port <n>', 'port du site', port, 3000)
  .action((options) =>
    run(async (output) => (await import('./commands/start.ts')).start(options, output, env), options),
  );

withSamples(command(program, 'ingest [chemins...]', 'charger des fichiers ou des dossiers'))
  .option('--nominatif', 'accepter ici des fichiers qui contiennent des noms (demande --cle)')
  .option('--cle <fichier>', 'clé de pseudonymisation, pour des fichiers nominatifs')
  .action((paths: string[], options) =>
    run(
      async (output) => (await import('./commands/ingest.ts')).ingestCommand(paths, options, output, env),
      options,
    ),
  );

command(
  program,
  'pseudonymise <fichiers...>',
  'écrire des fichiers sans noms, à partir de fichiers nominatifs',
)
  .option('--cle <fichier>', 'clé de pseudonymisation')
  .option('--out <dossier>', 'dossier où écrire ; celui de chaque fichier sinon')
  .action((files: string[], options) =>
    run(
      async (output) =>
        (await import('./commands/pseudonymise.ts')).pseudonymiseCommand(files, options, output),
      options,
    ),
  );

const key = program.command('key').description('la clé de pseudonymisation');
command(key, 'init', 'écrire une clé neuve, que son propriétaire seul peut lire')
  .option('--out <fichier>', 'fichier à écrire ; cle-cpca.txt dans votre dossier personnel sinon')
  .action((options) =>
    run(async (output) => (await import('./commands/key.ts')).keyInit(options, output), options),
  );

command(program, 'page', 'écrire la page hors ligne par laquelle une antenne vérifie ses fichiers')
  .option('--out <fichier>', 'fichier HTML à écrire', 'cpca-verifier.html')
  .option('--antenne <code>', 'l’antenne à qui elle est remise ; un fichier d’une autre y est signalé')
  .option('--cle <fichier>', 'la clé du centre : la page n’en garde que le numéro, et refuse toute autre clé')
  .action((options) =>
    run(async (output) => (await import('./commands/page.ts')).pageCommand(options, output), options),
  );

command(program, 'template <antenne>', 'écrire les classeurs vides d’une antenne, avec leurs listes de choix')
  .option('--year <annee>', 'exercice ; l’année passée sinon', year)
  .option('--out <dossier>', 'dossier où écrire', '.')
  .action((antenne: string, options) =>
    run(
      async (output) => (await import('./commands/template.ts')).templateCommand(antenne, options, output),
      options,
    ),
  );

withSamples(
  command(program, 'run <dossier>', 'le travail du mois : charger, répondre, calculer, publier, montrer'),
)
  .option('--no-site', 'sans construire les sites')
  .action((folder: string, options) =>
    run(
      async (output) => (await import('./commands/run.ts')).runCommand(folder, options, output, env),
      options,
    ),
  );

withSamples(command(program, 'status', 'ce qui est attendu de qui, pour quand ; reçu, validé, en retard'))
  .option('--year <annee>', 'exercice ; l’année passée sinon', year)
  .action((options) =>
    run(
      async (output) => (await import('./commands/status.ts')).statusCommand(options, output, env),
      options,
    ),
  );

const BY = [
  '--by <validateur>',
  'une fonction ou des initiales : elles sont conservées au registre',
] as const;
withSamples(
  command(program, 'validate <source> <periode>', 'dire que ce qui est en vigueur est bon à publier'),
)
  .requiredOption(...BY)
  .action((source: string, periode: string, options) =>
    run(
      async (output) =>
        (await import('./commands/validate.ts')).validateCommand(source, periode, options, output, env),
      options,
    ),
  );
withSamples(
  command(program, 'contest <source> <periode>', 'contester ce qui est en vigueur, et dire pourquoi'),
)
  .requiredOption(...BY)
  .requiredOption('--because <motif>', 'le motif, sans nommer personne : il est conservé au registre')
  .action((source: string, periode: string, options) =>
    run(
      async (output) =>
        (await import('./commands/contest.ts')).contestCommand(source, periode, options, output, env),
      options,
    ),
  );

withSamples(command(program, 'ledger', 'le registre des fichiers reçus, de leurs versions et validations'))
  .option('--source <source>', 'cette source seulement')
  .option('--as-of <instant>', 'tel qu’il était à cet instant (UTC) : 2025-03-01 ou 2025-03-01T14:30')
  .option('--vers <fichier>', 'avec --as-of, écrire l’entrepôt tel qu’il était')
  .action((options) =>
    run(
      async (output) => (await import('./commands/ledger.ts')).ledgerCommand(options, output, env),
      options,
    ),
  );

withSamples(command(program, 'build', 'calculer les modèles et leurs tests'))
  .option('--select <modeles...>', 'ces modèles : nom, +nom, nom+, tag:, path:, source:, state:modified')
  .option('--exclude <modeles...>', 'sauf ces modèles')
  .option('--full', 'tout recalculer')
  .option('--plan', 'dire ce qui serait calculé et pourquoi, sans rien calculer')
  .option('--last', 'montrer les derniers résultats des tests')
  .action((options) =>
    run(async (output) => (await import('./commands/build.ts')).buildCommand(options, output, env), options),
  );

withSamples(command(program, 'check', 'ce qui ne concorde pas dans les chiffres déclarés'))
  .option('--year <annee>', 'cette année seulement', year)
  .option('--acknowledge <code>', 'reconnaître un constat : il reste visible, avec son motif')
  .option('--because <motif>', 'avec --acknowledge, le motif, sans nommer personne')
  .option('--by <auteur>', 'avec --acknowledge, une fonction ou des initiales')
  .action((options) =>
    run(async (output) => (await import('./commands/check.ts')).checkCommand(options, output, env), options),
  );

withSamples(
  command(program, 'audit', 'ce qu’un lecteur peut retrouver des cellules masquées de tableaux publiés'),
)
  .option(
    '--release [nom]',
    'une publication, avec celles d’avant et le rapport imprimé : ce que l’administrateur en voit',
  )
  .option(
    '--table <fichier...>',
    'tableau CSV : dimensions, valeur, statut ; plusieurs sont liés par leurs colonnes',
  )
  .option('--zeros-published', 'les zéros sont toujours publiés : une cellule masquée vaut au moins 1')
  .option('--hierarchie <fichier>', 'comment les codes s’emboîtent : CSV dimension, code, parent')
  .action((options) =>
    run(async (output) => (await import('./commands/audit.ts')).auditCommand(options, output, env), options),
  );

withSamples(command(program, 'docs', 'le dictionnaire, le graphe et l’origine des colonnes'))
  .option('--figure <chiffre>', 'remonter d’un chiffre à ses cellules : antenne/annee/indicateur')
  .action((options) =>
    run(async (output) => (await import('./commands/docs.ts')).docsCommand(options, output, env), options),
  );

withSamples(command(program, 'publish', 'écrire une publication'))
  .option('--clore <annees...>', 'clore ces années : leurs chiffres ne changent plus', years, [])
  .option('--reviser <annees...>', 'laisser changer ces années closes (demande --motif)', years, [])
  .option('--motif <motif>', 'avec --reviser, pourquoi, sans nommer personne : le motif est publié')
  .action((options) =>
    run(
      async (output) => (await import('./commands/publish.ts')).publishCommand(options, output, env),
      options,
    ),
  );

const release = program.command('release').description('les publications et leur registre');
withSamples(
  command(release, 'list', 'toutes les publications, de la plus ancienne à la plus récente'),
).action((options) =>
  run(async (output) => (await import('./commands/release.ts')).releaseList(options, output, env), options),
);
withSamples(command(release, 'show <publication>', 'de quoi une publication est faite')).action(
  (name: string, options) =>
    run(
      async (output) => (await import('./commands/release.ts')).releaseShow(name, options, output, env),
      options,
    ),
);
withSamples(command(release, 'diff <avant> <apres>', 'ce qui change d’une publication à une autre')).action(
  (before: string, after: string, options) =>
    run(
      async (output) =>
        (await import('./commands/release.ts')).releaseDiff(before, after, options, output, env),
      options,
    ),
);
withSamples(
  command(release, 'verify [publication]', 'empreintes, registre et années closes : rien n’a changé'),
).action((name: string | undefined, options) =>
  run(
    async (output) => (await import('./commands/release.ts')).releaseVerify(name, options, output, env),
    options,
  ),
);
withSamples(command(release, 'withdraw <publication>', 'retirer une publication ; la précédente revient'))
  .requiredOption('--motif <motif>', 'pourquoi, sans nommer personne : il est conservé au registre')
  .action((name: string, options) =>
    run(
      async (output) => (await import('./commands/release.ts')).releaseWithdraw(name, options, output, env),
      options,
    ),
  );

const site = program.command('site').description('les tableaux de bord');
const AUDIENCE = ['--audience <public>', 'comite, drdfe ou recherche', 'comite'] as const;
withSamples(command(site, 'build', 'construire le site d’un public'))
  .option(...AUDIENCE)
  .action((options) =>
    run(
      async (output) =>
        (await import('./commands/site.ts')).siteBuild(
          audience(options.audience),
          options.samples,
          output,
          env,
        ),
      options,
    ),
  );
withSamples(command(site, 'dev', 'ouvrir le site d’un public pendant qu’on en modifie les pages'))
  .option(...AUDIENCE)
  .option('--port <n>', 'port du site', port, 3001)
  .action((options) =>
    run(
      async (output) =>
        (await import('./commands/site.ts')).siteDev(
          audience(options.audience),
          options.port,
          options.samples,
          output,
          env,
        ),
      options,
    ),
  );
withSamples(command(site, 'serve', 'construire si besoin, puis ouvrir le site d’un public'))
  .option(...AUDIENCE)
  .option('--port <n>', 'port du site', port, 3000)
  .action((options) =>
    run(
      async (output) =>
        (await import('./commands/site.ts')).siteServe(
          audience(options.audience),
          options.port,
          options.samples,
          output,
          env,
        ),
      options,
    ),
  );
withSamples(command(site, 'pdf', 'imprimer le site d’un public en un PDF'))
  .option(...AUDIENCE)
  .option('--output <fichier>', 'le PDF ; tableau-de-bord-<public>-<date>.pdf ici sinon')
  .action((options) =>
    run(
      async (output) =>
        (await import('./commands/site.ts')).sitePdf(
          { ...options, audience: audience(options.audience) },
          output,
          env,
        ),
      options,
    ),
  );

const budget = program.command('budget').description('la répartition du budget');
withSamples(command(budget, 'compute', 'calculer la répartition'))
  .option('--params <fichier>', 'fichier YAML des paramètres ; celui de l’exemple sur les données d’exemple')
  .option('--release <nom>', 'cette publication ; celle en vigueur sinon')
  .option('--format <forme>', 'table, csv, csv-detail (par antenne et enveloppe) ou xlsx', 'table')
  .option('--out <fichier>', 'fichier à écrire, pour csv et xlsx')
  .option('--explique', 'expliquer chaque montant')
  .action((options) =>
    run(
      async (output) => (await import('./commands/budget/compute.ts')).budgetCompute(options, output, env),
      options,
    ),
  );

withSamples(command(budget, 'compare <parametres...>', 'ce qui change d’un scénario à d’autres, et pourquoi'))
  .option('--release <noms...>', 'une publication pour tous, ou une pour le premier et une pour les autres')
  .action((files: string[], options) =>
    run(
      async (output) =>
        (await import('./commands/budget/compare.ts')).budgetCompare(files, options, output, env),
      options,
    ),
  );
withSamples(command(budget, 'sensitivity', 'ce dont la répartition dépend, et ce qui change un rang'))
  .option('--params <fichier>', 'fichier YAML des paramètres ; celui de l’exemple sur les données d’exemple')
  .option('--release <nom>', 'cette publication ; celle en vigueur sinon')
  .option('--scenarios <n>', 'nombre de jeux de poids du balayage', scenarioCount, 1000)
  .action((options) =>
    run(
      async (output) =>
        (await import('./commands/budget/readings.ts')).budgetSensitivity(options, output, env),
      options,
    ),
  );
withSamples(
  command(
    budget,
    'fairness',
    'par personne, par habitant, par action manquante, et contre l’année précédente',
  ),
)
  .option('--params <fichier>', 'fichier YAML des paramètres ; celui de l’exemple sur les données d’exemple')
  .option('--release <nom>', 'cette publication ; celle en vigueur sinon')
  .action((options) =>
    run(
      async (output) => (await import('./commands/budget/readings.ts')).budgetFairness(options, output, env),
      options,
    ),
  );
withSamples(command(budget, 'rounds <tours>', 'plusieurs tours d’une année : compléments et reports'))
  .option('--release <nom>', 'cette publication ; celle en vigueur sinon')
  .action((file: string, options) =>
    run(
      async (output) =>
        (await import('./commands/budget/readings.ts')).budgetRounds(file, options, output, env),
      options,
    ),
  );

withSamples(
  command(budget, 'adopt', 'arrêter une répartition : un acte pour toujours, et son relevé de décisions'),
)
  .requiredOption('--params <fichier>', 'fichier YAML des paramètres proposés')
  .requiredOption('--acte <fichier>', 'fichier YAML de l’acte : séance, clause, signataires')
  .option('--release <nom>', 'cette publication ; celle en vigueur sinon')
  .action((options) =>
    run(
      async (output) => (await import('./commands/budget/adopt.ts')).budgetAdopt(options, output, env),
      options,
    ),
  );
withSamples(command(budget, 'notes', 'les projets, les notes des autres antennes et leur médiane'))
  .option('--params <fichier>', 'fichier YAML des paramètres ; celui de l’exemple sur les données d’exemple')
  .option('--release <nom>', 'cette publication ; celle en vigueur sinon')
  .option('--formulaire <antenne>', 'ce que cette antenne a à noter, en CSV')
  .action((options) =>
    run(
      async (output) => (await import('./commands/budget/notes.ts')).budgetNotes(options, output, env),
      options,
    ),
  );
withSamples(command(budget, 'verify', 'vérifier que les décisions n’ont pas changé')).action((options) =>
  run(
    async (output) => (await import('./commands/budget/verify.ts')).budgetVerify(options, output, env),
    options,
  ),
);
withSamples(command(budget, 'decision', 'montrer une décision, ou en récrire les documents'))
  .option('--rang <n>', 'cette décision ; la dernière sinon', rank)
  .option('--exercice <annee>', 'celle en vigueur pour cet exercice', year)
  .option('--out <dossier>', 'récrire ici le relevé et les fiches')
  .action((options) =>
    run(
      async (output) => (await import('./commands/budget/decision.ts')).budgetDecision(options, output, env),
      options,
    ),
  );

withSamples(command(program, 'query [sql]', 'interroger les cubes d’une publication, en lecture seule'))
  .option('--format <forme>', 'table, csv, json, arrow ou parquet', 'table')
  .option('--audience <public>', 'comite, drdfe ou recherche', 'recherche')
  .option('--explain', 'le plan du moteur, sans les lignes')
  .option('--tables', 'les cubes, et ce qu’ils sont')
  .option('--columns <cube>', 'les colonnes d’un cube, leurs définitions et leurs codes')
  .action((sql: string | undefined, options) =>
    run(
      async (output) => (await import('./commands/query.ts')).queryCommand(sql, options, output, env),
      options,
    ),
  );

withSamples(command(program, 'report', 'les chiffres du rapport d’activité, en HTML, PDF et XLSX'))
  .requiredOption('--year <annee>', 'année du rapport', year)
  .option('--audience <public>', 'comite ou drdfe', 'comite')
  .option(
    '--antenne <code>',
    'pour cette antenne seule : ses chiffres et ceux de la région, en un fichier HTML',
  )
  .option('--release <nom>', 'cette publication ; celle en vigueur sinon')
  .option('--out <dossier>', 'dossier où écrire ; rapport-<annee> dans le dossier courant sinon')
  .option(
    '--format <formes>',
    'html, pdf, xlsx, séparés par des virgules ; les trois sinon (une antenne : html)',
  )
  .action((options) =>
    run(
      async (output) =>
        (await import('./commands/report.ts')).reportCommand(
          { ...options, audience: reportAudience(options.audience) },
          output,
          env,
        ),
      options,
    ),
  );

command(program, 'test', 'types, règles, tests et essais dans un navigateur')
  .option('--no-browser', 'sans les essais dans un navigateur')
  .action((options) =>
    run(async (output) => (await import('./commands/test.ts')).testCommand(options, output), options),
  );

function audience(name: string): SiteAudience {
  if (name === 'comite' || name === 'drdfe' || name === 'recherche') return name;
  throw new CliError(
    'USAGE',
    `Le public « ${name} » n’a pas de site.`,
    'Publics : comite, drdfe, recherche.',
    2,
  );
}

function reportAudience(name: string): ReportAudience {
  const known = audience(name);
  if (known !== 'recherche') return known;
  throw new CliError(
    'USAGE',
    'Le rapport d’activité n’est pas fait pour la recherche.',
    'Publics : comite, drdfe. La recherche a son paquet, dans chaque publication, et son site.',
    2,
  );
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = report(error);
}

/** Says an error to the person at the keyboard and gives the exit code: 1 the data, 2 the usage. */
function report(error: unknown): number {
  // An error of the budget's parameters carries its own exit code, 2.
  const { code, exitCode, stack } = error as { code?: string; exitCode?: number; stack?: string };
  if (code?.startsWith('commander.')) return exitCode === 0 ? 0 : 2;
  const output = new Output(process.argv.includes('--json'));
  const problems = problemsOf(error);
  for (const found of problems) output.problem(found);
  if (output.json) output.result({ ok: false, problemes: problems }, '');
  if (env.CPCA_DEBUG && stack) output.note(stack);
  return error instanceof CliError ? error.exit : exitCode === 2 ? 2 : 1;
}
