import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as XLSX from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keyInit } from '../../cli/commands/key.ts';
import { Output } from '../../cli/output.ts';
import { runIngest } from '../../cli/pipeline.ts';
import { LISTS_DIR, SOURCES_DIR } from '../../cli/places.ts';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import type { Contract } from '../../ingest/core/contract.ts';
import { isWarning } from '../../ingest/core/problem.ts';
import { templateBook, templateName } from '../../ingest/core/template.ts';

const YEAR = 2024;
/** In no list, no day and no number. */
const WRONG = 'Homne';
const SCRIPT = fileURLToPath(new URL('office.py', import.meta.url));
const run = promisify(execFile);

/** What LibreOffice says of the rule of a cell, and of values in it. */
interface Told {
  sheet: string;
  cell: string;
  type: string;
  shown: boolean;
  style: string;
  message: string;
  /** Values of its list. */
  values: string[];
  refused: boolean;
  refusedValues: string[];
}

interface Asked {
  from: string;
  to: string;
  cells: { sheet: string; cell: string; wrong: string }[];
  typed: { sheet: string; cell: string; text: string }[];
}

let folder: string;
let sources: Sources;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-office-'));
  sources = await loadSources(SOURCES_DIR, LISTS_DIR);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The Python that speaks to LibreOffice; undefined on a machine without either. */
async function python(): Promise<string | undefined> {
  await run('soffice', ['--version']).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  for (const command of ['python3', '/usr/bin/python3'])
    if (
      await run(command, ['-c', 'import uno']).then(
        () => true,
        () => false,
      )
    )
      return command;
  return undefined;
}

/** Asks a LibreOffice of its own, with a profile of its own, which ends with the answer. */
async function told(command: string, asked: readonly Asked[]): Promise<Told[][]> {
  const pipe = `cpca-${process.pid}`;
  const profile = `-env:UserInstallation=${pathToFileURL(join(folder, 'profil')).href}`;
  const office = spawn('soffice', [profile, '--headless', '--norestore', `--accept=pipe,name=${pipe};urp;`], {
    stdio: 'ignore',
    detached: true,
  });
  try {
    const child = spawn(command, [SCRIPT, pipe], { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.end(JSON.stringify(asked));
    const [text] = await Promise.all([allOf(child), once(child, 'close')]);
    return JSON.parse(text);
  } finally {
    end(office);
  }
}

async function allOf({ stdout }: ChildProcess): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of stdout ?? []) chunks.push(String(chunk));
  return chunks.join('');
}

function end({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // It had ended by itself.
  }
}

/** The first cell of each range of a workbook that has a rule. */
function ruled(bytes: Uint8Array): { sheet: string; cell: string; wrong: string }[] {
  const book = XLSX.read(bytes, { bookFiles: true }) as XLSX.WorkBook & {
    files: Record<string, { content: Uint8Array }>;
  };
  return book.SheetNames.flatMap((sheet, index) => {
    const xml = new TextDecoder().decode(book.files[`xl/worksheets/sheet${index + 1}.xml`]?.content);
    const ranges = [...xml.matchAll(/<dataValidation [^>]*sqref="([^":]+)/g)];
    return ranges.map(([, cell = '']) => ({ sheet, cell, wrong: WRONG }));
  });
}

/** A person in a template of Via Voltaire: what is typed under each heading. */
const PERSON: Readonly<Record<string, string>> = {
  ...{ 'N° dossier': 'VV-1', Nom: 'Testard', Prénom: 'Paul', 'Né(e) le': '1980-05-17' },
  ...{
    Sexe: 'Homme',
    Permanence: 'Béziers',
    'Orienté par': 'SPIP',
    Entrée: 'Nouvel accueil 2024',
    'Début du suivi': '2024-03-12',
  },
};
const PERSONS = 'Suivi individuel';
const HEADINGS = 4;

/** Each thing typed of the person and of another, whose sex is in no list, in the lines below the headings. */
function typedPersons(bytes: Uint8Array): Asked['typed'] {
  const lines = XLSX.utils.sheet_to_json<string[]>(XLSX.read(bytes).Sheets[PERSONS] ?? {}, { header: 1 });
  const other = { ...PERSON, 'N° dossier': 'VV-2', Nom: 'Essayard', Sexe: WRONG };
  return [PERSON, other].flatMap((person: Readonly<Record<string, string>>, rang) =>
    (lines[HEADINGS - 1] ?? []).flatMap((heading, c) => {
      const text = person[heading.replace(' *', '')];
      const cell = XLSX.utils.encode_cell({ r: HEADINGS + rang, c });
      return text === undefined ? [] : [{ sheet: PERSONS, cell, text }];
    }),
  );
}

/** What her rules are to be for LibreOffice: a value of a list, a day or a whole number is held to, another number is asked about. */
const KINDS = new Map([
  ['LIST', 'STOP'],
  ['DATE', 'STOP'],
  ['WHOLE', 'STOP'],
  ['DECIMAL', 'WARNING'],
]);

describe('a template in LibreOffice', () => {
  it('has each of its rules in force there, and is answered by cell when it is sent with a wrong value', async ({
    annotate,
  }) => {
    const command = await python();
    if (command === undefined) {
      const why =
        '2026-11-24: no LibreOffice that Python can speak to on this machine: the rules of the templates were not tried in it.';
      await annotate(why, 'warning');
      console.warn(why);
      return;
    }
    const asked: Asked[] = [];
    for (const contract of sources.contracts) {
      const nom = templateName(contract, YEAR);
      const bytes = templateBook(contract, sources, YEAR);
      await writeFile(join(folder, nom), bytes);
      const typed = contract.source === 'via_voltaire_suivi' ? typedPersons(bytes) : [];
      const to = join(folder, 'remplis', nom);
      asked.push({ from: join(folder, nom), to, cells: ruled(bytes), typed });
    }
    await mkdir(join(folder, 'remplis'));
    const answers = await told(command, asked);
    const rules = answers.flat();
    expect(rules.length).toBeGreaterThan(400);
    expect(new Set(rules.map(({ type }) => type))).toEqual(new Set(KINDS.keys()));
    for (const rule of rules) {
      const place = `${rule.sheet} ${rule.cell}`;
      expect(rule, place).toMatchObject({ shown: true, style: KINDS.get(rule.type), refused: true });
      expect(rule.message, place).toMatch(/^(Choisissez dans la liste|Un )/);
      expect(rule.refusedValues, place).toEqual([]);
      expect(rule.values.length > 1, place).toBe(rule.type === 'LIST');
    }
    const sent = templateName({ source: 'via_voltaire_suivi' } as Contract, YEAR);
    const typed = asked.flatMap((one) => one.typed);
    expect(typed).toHaveLength(2 * Object.keys(PERSON).length);
    const wrong = typed.find(({ text }) => text === WRONG);
    const cle = join(folder, 'cle.txt');
    await keyInit(
      { out: cle },
      new Output(
        true,
        () => {},
        () => {},
      ),
    );
    const places = {
      ...{ warehouse: join(folder, 'w.duckdb'), publication: join(folder, 'p'), sites: join(folder, 's') },
      sample: false,
    };
    const clock = () => new Date('2025-02-01T09:00:00Z');
    const [report] = await runIngest(places, [join(folder, 'remplis', sent)], cle, clock, () => {}, false);
    expect(report).toMatchObject({ etat: 'charge', lus: 2, charges: 1, a_corriger: 1 });
    expect(report?.problemes.filter((found) => !isWarning(found))).toMatchObject([
      {
        ...{ feuille: PERSONS, cellule: wrong?.cell, colonne: 'Sexe' },
        remede: expect.stringContaining('Écrivez « Homme »'),
      },
    ]);
  }, 300_000);
});
