import { findChromium, printPdf, thisMachine } from '../pages/report/chromium.ts';
import type { Printer } from '../publish/package/papers.ts';

const BY_HAND =
  'Le paquet de la recherche a codebook.html, qu’un navigateur imprime ; pour le PDF, installez Chromium, Chrome ou Edge, ou nommez-le par CPCA_CHROMIUM, avant de publier.';

/** Prints with the browser of this machine; a publication never fails for want of one, and `tell` says so. */
export function codebookPrinter(env: NodeJS.ProcessEnv, tell: (text: string) => void): Printer {
  return async (html, pdf) => {
    const browser = await findChromium(thisMachine(env));
    const reason =
      browser.path === undefined
        ? browser.reason
        : await printPdf(browser.path, html, pdf).then(
            () => undefined,
            (error: unknown) => (error instanceof Error ? error.message : String(error)),
          );
    if (reason !== undefined) tell(`codebook.pdf n’est pas écrit : ${reason} ${BY_HAND}`);
    return reason === undefined;
  };
}
