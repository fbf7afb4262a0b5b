import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { branchSheet, type DecisionDocument, decisionDocument } from '../../../budget/decision-document.ts';
import { decisionHtml } from '../../../budget/decision-html.ts';
import type { DecisionRecord } from '../../../budget/record.ts';
import { findChromium, printPdf, thisMachine } from '../../../pages/report/chromium.ts';
import { decisionDocx } from './decision-docx.ts';
import type { DecisionFile } from './decision-folder.ts';

/** The documents of a record, each under its name without its ending. */
export function documentsOf(record: DecisionRecord): [string, DecisionDocument][] {
  const sheets = record.parametres.valeur.antennes.map(({ code }): [string, DecisionDocument] => [
    `fiche-${code.toLowerCase().replaceAll('_', '-')}`,
    branchSheet(record, code),
  ]);
  return [['releve', decisionDocument(record)], ...sheets];
}

/** A record's documents as HTML, DOCX and, where a browser is found, PDF; `lack` says why there is none. */
export async function decisionFiles(
  record: DecisionRecord,
  env: NodeJS.ProcessEnv,
  tell: (text: string) => void,
): Promise<{ files: DecisionFile[]; lack: string | undefined }> {
  const documents = documentsOf(record);
  const files: DecisionFile[] = [];
  for (const [name, document] of documents) {
    files.push({ name: `${name}.html`, content: decisionHtml(document) });
    files.push({ name: `${name}.docx`, content: await decisionDocx(document, record.adopte_le) });
  }
  const browser = await findChromium(thisMachine(env));
  if (browser.path === undefined) return { files, lack: browser.reason };
  tell('Impression en PDF…');
  const folder = await mkdtemp(join(tmpdir(), 'cpca-decision-'));
  try {
    for (const [name, document] of documents) {
      const html = join(folder, `${name}.html`);
      const pdf = join(folder, `${name}.pdf`);
      await writeFile(html, decisionHtml(document));
      await printPdf(browser.path, html, pdf);
      files.push({ name: `${name}.pdf`, content: await readFile(pdf) });
    }
    return { files, lack: undefined };
  } catch (error) {
    const printed = files.filter(({ name }) => !name.endsWith('.pdf'));
    return { files: printed, lack: error instanceof Error ? error.message : String(error) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How to have the PDF all the same. */
export const PDF_BY_HAND =
  'La décision est écrite sans PDF. Imprimez releve.html en PDF depuis un navigateur, ou installez Chromium et relancez « budget decision --out ».';
