/** A document of the package as one HTML file: no script, nothing fetched, legible without its style and on paper. */
export interface Page {
  titre: string;
  /** Above everything, where the data are made up. */
  avertissement?: string;
  sections: readonly Section[];
}

export interface Section {
  /** For links into the document. */
  id: string;
  titre: string;
  /** HTML, of which every text has passed `escaped`. */
  corps: string;
}

const STYLE = `
:root { color-scheme: light }
body { font: 16px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 56rem; margin: 0 auto; padding: 1rem }
h1 { font-size: 1.7rem; line-height: 1.2 }
h2 { font-size: 1.3rem; margin-top: 2.2rem; border-bottom: 1px solid #767676 }
h3 { font-size: 1.05rem }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .92rem }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid #ccc }
th.nombre, td.nombre { text-align: right; font-variant-numeric: tabular-nums }
code { font-size: .95em }
.avertissement { border: 2px solid #7a2e00; color: #7a2e00; padding: .5rem .8rem; font-weight: 600 }
.cadre { overflow-x: auto }
@media print {
  @page { size: A4; margin: 18mm 15mm; @bottom-right { content: counter(page) } }
  body { font-size: 10.5pt; max-width: none; padding: 0 }
  h2, h3 { break-after: avoid }
  tr { break-inside: avoid }
  thead { display: table-header-group }
}
`;

/** The document's text; same page, same bytes. */
export function htmlPage({ titre, avertissement, sections }: Page): string {
  const contents = sections.map(({ id, titre: name }) => `<li><a href="#${id}">${escaped(name)}</a></li>`);
  const body = sections.map(
    ({ id, titre: name, corps }) => `<section id="${id}">\n<h2>${escaped(name)}</h2>\n${corps}\n</section>`,
  );
  return `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(titre)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(titre)}</h1>
${avertissement === undefined ? '' : `<p class="avertissement">${escaped(avertissement)}</p>\n`}<nav aria-label="Sommaire"><ol>
${contents.join('\n')}
</ol></nav>
${body.join('\n')}
</main>
</body>
</html>
`;
}

/** A text as HTML shows it, with the no-break spaces of French before `:` `;` `!` `?` and inside « ». */
export function escaped(text: string): string {
  return text
    .replaceAll('« ', '«\u00a0')
    .replaceAll(/ ([:;!?»])(?=[\s.,)]|$)/g, '\u00a0$1')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Paragraphs of plain text. */
export function paragraphs(...texts: readonly string[]): string {
  return texts.map((one) => `<p>${escaped(one)}</p>`).join('\n');
}

/** A list of plain texts. */
export function list(texts: readonly string[]): string {
  return `<ul>\n${texts.map((one) => `<li>${escaped(one)}</li>`).join('\n')}\n</ul>`;
}

/** A table of plain texts; numbers stand to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const lines = rows.map(
    (row) =>
      `<tr>${row
        .map((cell) =>
          typeof cell === 'number' ? `<td class="nombre">${cell}</td>` : `<td>${escaped(cell)}</td>`,
        )
        .join('')}</tr>`,
  );
  const isNumber = (at: number) => rows.some((row) => typeof row[at] === 'number');
  const header = head
    .map((name, at) => `<th scope="col"${isNumber(at) ? ' class="nombre"' : ''}>${escaped(name)}</th>`)
    .join('');
  return `<div class="cadre"><table>\n<thead><tr>${header}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody>\n</table></div>`;
}
