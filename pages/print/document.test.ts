import { describe, expect, it } from 'vitest';
import { type PrintedSite, pageAnchor, printedDocument } from './document.ts';
import { readOutline } from './outline.ts';

const header = '<header><p class="public">Comité technique</p><nav>menu</nav></header>';
const page = (path: string, main: string) => ({
  path,
  html: `<!doctype html><html lang="fr"><body>${header}<main>${main}</main></body></html>`,
});
const site: PrintedSite = {
  ...{ release: '2024-12-31-00000000', dataDate: '2024-12-31', sample: true, css: 'p { color: red }' },
  pages: [
    page(
      '/',
      '<h1>L’essentiel</h1><p><a href="/antennes/apex/?annee=2023#b">APEX</a> <a href="/absente/">x</a></p><script>1</script>',
    ),
    page(
      '/antennes/apex/',
      '<h1>A "B" <b>&lt;C</b></h1><p id="b">b</p><svg aria-labelledby="b t"><rect fill="url(#b)"></rect></svg><details><summary>S</summary><p>fermé</p></details><form><button>Ok</button></form>',
    ),
  ],
};

describe('the printed document', () => {
  const html = printedDocument(site);

  it('has a cover with release and date, and the contents', () => {
    expect(html).toContain('Comité technique');
    expect(html).toContain('Données arrêtées au 31 décembre 2024<br>Publication 2024-12-31-00000000');
    expect(html).toContain('Données d’exemple');
    expect(html).toContain('<li><a href="#p-accueil">L’essentiel</a></li>');
    const numbered = printedDocument({ ...site, sheets: new Map([['/', 3]]) });
    expect(numbered).toContain('L’essentiel</a><span class="feuille-numero">3</span>');
    expect(printedDocument({ ...site, sample: false })).not.toContain('Données d’exemple');
  });

  it('leads links to the page within it, with its choice left out, and leaves no other link', () => {
    expect(html).toContain('href="#p-antennes-apex--b"');
    expect(html).toContain('<a>x</a>');
  });

  it('gives each page names of its own, and each reference to them', () => {
    expect(html).toContain('id="p-antennes-apex--b"');
    expect(html).toContain('aria-labelledby="p-antennes-apex--b p-antennes-apex--t"');
    expect(html).toContain('fill="url(#p-antennes-apex--b)"');
    expect(pageAnchor('/')).toBe('p-accueil');
  });

  it('opens what is folded, and leaves out what only works on a screen', () => {
    expect(html).toMatch(/<details open(="")?>/);
    expect(html).not.toMatch(/<script|<form|<button|<nav/);
  });

  it('writes each page’s title at the head of its sheets, whatever is in it', () => {
    expect(html).toContain('@page feuille1 { @top-left { content: "A \\22 B\\22  \\3c C"');
  });
});

describe('a PDF’s outline', () => {
  const pdf = `%PDF-1.4
1 0 obj
<</Type /Catalog
/Pages 2 0 R
/Outlines 5 0 R>>
endobj
2 0 obj
<</Type /Pages
/Kids [3 0 R 4 0 R]>>
endobj
3 0 obj
<</Type /Page>>
endobj
4 0 obj
<</Type /Page>>
endobj
5 0 obj
<</First 6 0 R>>
endobj
6 0 obj
<</Title <FEFF00C900740065>
/Dest [4 0 R /XYZ 0 0 0]
/First 7 0 R
/Next 8 0 R>>
endobj
7 0 obj
<</Title (a \\(b\\) \\351)
/Dest [3 0 R /XYZ 0 0 0]>>
endobj
8 0 obj
<</Title (c)
/Dest [3 0 R /XYZ 0 0 0]>>
endobj
`;

  it('gives sheets and bookmarks with their sheet and depth', () => {
    expect(readOutline(Buffer.from(pdf, 'latin1'))).toEqual({
      sheets: 2,
      bookmarks: [
        { title: 'Éte', sheet: 2, depth: 0 },
        { title: 'a (b) é', sheet: 1, depth: 1 },
        { title: 'c', sheet: 1, depth: 0 },
      ],
    });
  });
});
