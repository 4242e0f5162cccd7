import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCell } from '../../../scripts/check/format-cell';

const options = { singleQuote: true, printWidth: 40 };

async function becomes(source: string, formatted: string): Promise<void> {
  assert.equal(await formatCell(source, options), formatted);
  assert.equal(await formatCell(formatted, options), formatted, 'a second time changes nothing');
}

test('code is laid out as prettier does', async () => {
  await becomes('const  a = "x"\nif (a) { f( a ) }', "const a = 'x';\nif (a) {\n  f(a);\n}");
  await becomes(
    'await ( f( 1 ) );\nfor await (const x of y) x()\n',
    'await f(1);\nfor await (const x of y) x();',
  );
});

test("the last expression's semicolon is there or not, as it was", async () => {
  await becomes('const a=1\na', 'const a = 1;\na');
  await becomes('const a=1\na;', 'const a = 1;\na;');
  await becomes('f( {a:1} ) // shown\n// the end', 'f({ a: 1 }) // shown\n// the end');
  await becomes('f( {a:1} ); // not shown', 'f({ a: 1 }); // not shown');
  await becomes("'a'", "'a'");
  await becomes('({a})', '({ a })');
  await becomes(
    'plot([1111111, 2222222],{title:"A title"})',
    "plot([1111111, 2222222], {\n  title: 'A title',\n})",
  );
});

test('imports of several lines stay as they are laid out', async () => {
  const long = "import {\n  one, two, three,\n  four\n} from 'latentlab';";
  await becomes(
    `// Set-up\n${long}\nimport {a} from "b"\nf( )`,
    `// Set-up\n${long}\nimport { a } from 'b';\nf()`,
  );
  await becomes(`// prettier-ignore\nx  = 1;\n${long}`, `// prettier-ignore\nx  = 1;\n${long}`);
});

test('strings keep their value, whatever language is in them', async () => {
  await becomes('html`<b>  a</b>`', 'html`<b>  a</b>`');
});

test('what does not parse throws', async () => {
  await assert.rejects(formatCell('const = 1', options), SyntaxError);
});
