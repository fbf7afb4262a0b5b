import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { runBuild, runIngest, runPublish, runSite, SAMPLES_REVISED, type SiteAudience } from '../pipeline.ts';
import { placesOf, SAMPLES_DIR } from '../places.ts';
import { codebookPrinter } from '../print-codebook.ts';
import { serveUntilStopped } from './site.ts';

export interface StartOptions {
  serve: boolean;
  port: number;
}

const AUDIENCE: SiteAudience = 'comite';

/** The whole way once, on the samples: load, compute, publish, build the comité's site, serve it. */
export async function start(options: StartOptions, output: Output, env: NodeJS.ProcessEnv): Promise<void> {
  const places = placesOf(true, env);
  const clock = () => new Date();
  const began = performance.now();
  const step = async <T>(label: string, work: () => Promise<T>, told: (result: T) => string): Promise<T> => {
    const from = performance.now();
    output.note(`${label}…`);
    const result = await work();
    output.note(`  ${told(result)} (${seconds(performance.now() - from)})`);
    return result;
  };

  await step(
    '1/4 Chargement des données d’exemple',
    () => runIngest(places, [SAMPLES_DIR], undefined, clock, () => {}),
    (reports) => {
      const wrong = reports.filter((report) => report.a_corriger > 0 || report.etat === 'refuse');
      if (wrong.length > 0)
        throw new CliError(
          'EXEMPLES',
          `Des fichiers d’exemple n’ont pas pu être chargés : ${wrong.map((report) => report.fichier).join(', ')}.`,
          'Rétablissez le dossier data-samples.',
          1,
        );
      const fresh = reports.filter((report) => report.etat !== 'inchange').length;
      return fresh === 0
        ? `${reports.length} fichiers, inchangés`
        : `${fresh} fichiers chargés sur ${reports.length}`;
    },
  );
  await step(
    '2/4 Calcul des modèles et de leurs tests',
    () => runBuild(places, {}, clock, () => {}),
    (built) => {
      const [first] = built.problems;
      if (!built.ok)
        throw new CliError(
          'MODELES',
          first?.message ?? 'Les modèles n’ont pas pu être calculés.',
          first?.remede ?? 'Lancez « npm run cpca -- build » pour le détail.',
          1,
        );
      return built.rebuilt
        ? `${built.models.length} modèles, ${built.tests.length} tests`
        : 'rien n’a changé, rien n’est recalculé';
    },
  );
  await step(
    '3/4 Publication',
    () =>
      runPublish(
        places,
        clock,
        () => {},
        SAMPLES_REVISED,
        codebookPrinter(env, (text) => output.note(`  ${text}`)),
      ),
    (published) => `${published.release}${published.created ? '' : ', déjà publiée'}`,
  );
  const site = await step(
    '4/4 Construction du site du comité (une minute et demie la première fois)',
    () => runSite(places, AUDIENCE, (text) => output.note(`  ${text}`)),
    (built) => (built.built ? `${built.pages.length} pages` : 'rien n’a changé, rien n’est reconstruit'),
  );
  output.note(`Terminé en ${seconds(performance.now() - began)}.`);
  if (!options.serve) {
    output.result(
      { site: '.site/comite', release: site.release, pages: site.pages },
      `Le site est prêt dans .site/comite. Pour l’ouvrir : npm start`,
    );
    return;
  }
  await serveUntilStopped(site.folder, options.port, output);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toLocaleString('fr-FR', { maximumFractionDigits: 1 })} s`;
}
