/** One line of a problem as every room shapes it; what is not known is null or absent. */
export interface ShownProblem {
  code: string;
  message: string;
  fichier?: string | null;
  feuille?: string | null;
  cellule?: string | null;
  ligne?: number | null;
  colonne?: string | number | null;
  regle?: string | null;
  remede?: string;
}

/** Where a command speaks: messages on standard error, its one result on standard output. */
export class Output {
  constructor(
    readonly json: boolean,
    private readonly out: (text: string) => void = (text) => process.stdout.write(text),
    private readonly err: (text: string) => void = (text) => process.stderr.write(text),
  ) {}

  /** Progress or a note; never the result. */
  note(text: string): void {
    this.err(`${printable(text)}\n`);
  }

  /** The result: one JSON document, or the text for a person. */
  result(document: unknown, text: string): void {
    this.out(
      this.json
        ? `${escaped(JSON.stringify(document, null, 2))}\n`
        : text === ''
          ? ''
          : `${printable(text)}\n`,
    );
  }

  /** Bytes as they are (Arrow, Parquet). */
  bytes(content: Uint8Array): void {
    process.stdout.write(content);
  }

  problem(found: ShownProblem): void {
    this.note(problemText(found));
  }

  /** To look at, though nothing of it is left out. */
  warning(found: ShownProblem): void {
    this.note(problemText(found, '⚠'));
  }
}

/** Marks that move the cursor, change the colours or turn the writing around: nothing to print. */
const CONTROLS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A text as a terminal may show it; it keeps its lines. */
function printable(text: string): string {
  return text.replace(CONTROLS, (mark) => (mark === '\n' || mark === '\t' ? mark : '�'));
}

/** JSON that escapes what it may leave as it is, and a terminal obeys. */
function escaped(json: string): string {
  return json.replace(CONTROLS, (mark) =>
    mark === '\n' ? mark : `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The name of a file, a sheet or a column as a terminal may show it: on one line. */
export function printableName(name: string): string {
  return name.replace(CONTROLS, '�');
}

/** A problem in words: where, what, the rule, the mend. */
export function problemText(found: ShownProblem, mark = '✗'): string {
  const place = [found.fichier, found.feuille, found.cellule ?? (found.ligne ? `ligne ${found.ligne}` : null)]
    .filter((part): part is string => typeof part === 'string' && part !== '')
    .map(printableName)
    .join(' · ');
  const lines = [`${mark} ${place === '' ? '' : `${place} : `}${printableName(found.message)}`];
  if (found.regle) lines.push(`  Règle : ${found.regle}`);
  if (found.remede) lines.push(`  À faire : ${found.remede}`);
  return lines.join('\n');
}

/** The problems that an error of any room carries: its list, or itself. */
export function problemsOf(error: unknown): ShownProblem[] {
  if (typeof error !== 'object' || error === null) return [{ code: 'INATTENDU', message: String(error) }];
  const { problemes, code, message, remede } = error as {
    problemes?: unknown;
    code?: unknown;
    message?: unknown;
    remede?: unknown;
  };
  if (Array.isArray(problemes) && problemes.length > 0) return problemes as ShownProblem[];
  return [
    {
      code: typeof code === 'string' ? code : 'INATTENDU',
      message: String(message),
      ...(typeof remede === 'string' ? { remede } : {}),
    },
  ];
}
