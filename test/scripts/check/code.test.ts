import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { checkCode, type CodeNotebook } from '../../../scripts/check/code';
import type { Problem } from '../../../scripts/check/problem';
import type { Cell } from '../../../scripts/jupyter/nbformat';
import { checkSettings } from '../../../scripts/commands/check';
import { code, notebookOf, ROOT, told } from './notebooks';

const cells = (...sources: string[]): Cell[] => sources.map((source) => code(source));

/** Checks notebooks in one go, as reading the library's types takes long. */
function check(
  notebooks: Record<string, Cell[]>,
  { folder = path.join(ROOT, 'notebooks', 'none'), metadata = {} } = {},
): Record<string, Problem[]> {
  const names = Object.keys(notebooks);
  const files = names.map((name): CodeNotebook => {
    const notebook = notebookOf(notebooks[name] ?? [], metadata);
    return { file: path.join(folder, `${name}.ipynb`), notebook };
  });
  const problems = checkCode(files, checkSettings());
  return Object.fromEntries(names.map((name, index) => [name, problems[index] ?? []]));
}

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latentlab-check-'));
  t.after(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('what the kernel runs is in order', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    path.join(folder, 'local.ts'),
    'export type Shape = number[];\nexport default function size(shape: Shape) { return shape[0]; }\n',
  );
  const good = check(
    {
      library: cells(
        "import { tf, manualSeed } from 'latentlab';\nawait tf.ready();",
        'const X: tf.Tensor2D = tf.ones([2, 2]);\nX',
        "import { tf } from 'latentlab';\ntf.matMul(X, X)",
      ),
      declaredAgain: cells(
        'const x = 1;\nlet y = 2; var z = 3; function f() { return x; }\nclass C {} type T = 1;',
        "const x = 'a';\nlet y = 'b'; var z = 'c'; function f(a: string) { return a + x; }\n" +
          'class C { d = 1 } type T = 2;',
        'f(x + y + z).length + new C().d;\nconst two: T = 2;',
      ),
      declaredBefore: cells(
        "const { a, b: [c, d = 'x'], ...rest } = { a: 1, b: ['p', 'q'], e: 2 };\nlet n = 1;",
        'enum Colour { Red, Green }\ninterface I { a: number }\nclass K<V> { constructor(public v: V) {} }',
        'namespace N { export const inner = 1; }\nfor (var i = 0; i < 2; i++) { let hidden = i; }',
        'n = 5; n += a;\nconst k: K<Colour> = new K(Colour.Red); const o: I = rest.e ? { a } : { a: 2 };\n' +
          '({ n, c, d }); N.inner;',
        'const hidden = 2;',
      ),
      awaits: cells(
        'const p = await (Promise.resolve(1)); p.toFixed()',
        'for await (const q of [p]) console.log(q);',
        'const all = [await p, { a: await p }]; await import("node:fs")',
      ),
      exercise: cells(
        'let answer: string | undefined; // YOUR ANSWER',
        'answer?.length',
        "answer = 'a';",
        'answer?.length',
        "throw new Error('always');",
        'const reached = 1;',
        'reached.toFixed();',
      ),
      assertions: cells(
        "function must(a: unknown): asserts a { if (!a) throw new Error('no'); }\nlet m: string | undefined;",
        'must(m); m.length',
      ),
      globals: cells(
        "prompt('Name?').length",
        'const name = 1; const process2 = process.pid; const fetch = 3;',
      ),
      files: cells(
        "import size, { type Shape } from './local';\nconst s: Shape = [size([1]) ?? 0];",
        'size(s)',
      ),
      comments: cells('1 // ends in a comment', '/* only a comment */', '', '`a\n${1}`'),
    },
    { folder },
  );
  for (const [name, problems] of Object.entries(good)) assert.deepEqual(told(problems), [], name);
});

test('what is wrong is told with its place, strictly', () => {
  const bad = check({
    types: cells(
      "import { tf } from 'latentlab';\nlet steps = 5;\nconst fixed = 1;",
      "steps =\n  'many';\nfixed = 2; // and not 'any'",
      '\ttf.ones([2]).shap;',
    ),
    strict: cells('function f(a) {\n  return a;\n}', 'let s: string | null = null;', 's.length;'),
    paths: cells('const g = (a: number): number | undefined => {\n  if (a > 1) return 1;\n};'),
    later: cells('x + 1;\n({ x });', 'const x = 1;'),
    modules: cells("import { nothing } from 'latentlab';\nimport './missing';"),
    again: cells(
      'interface I { a: 1 }',
      'const i: I = { a: 1 };',
      'interface I { b: 1 }',
      'const j: I = i;',
    ),
    inBlocks: cells('for (var i = 0; i < 2; i++) {}\n{ var v = 1; }', 'i + v'),
    exported: cells('export const e = 1;'),
    twice: cells('const x = 1;\nconst x = 2;'),
  });
  assert.deepEqual(told(bad['types'] ?? []), [
    "2:1:1 types Type 'string' is not assignable to type 'number'. (TS2322)",
    "2:3:1 types Cannot assign to 'fixed' because it is a constant. (TS2588)",
    "3:1:15 types Property 'shap' does not exist on type 'Tensor<Rank>'. Did you mean 'shape'? (TS2551)",
  ]);
  assert.deepEqual(bad['types']?.[2]?.source, {
    line: 1,
    column: 15,
    endColumn: 19,
    text: '\ttf.ones([2]).shap;',
  });
  assert.deepEqual(told(bad['strict'] ?? []), [
    "1:1:12 types Parameter 'a' implicitly has an 'any' type. (TS7006)",
    "3:1:1 types 's' is possibly 'null'. (TS18047)",
  ]);
  assert.deepEqual(told(bad['paths'] ?? []), [
    '1:1:24 types Not all code paths return a value. (TS7030)',
  ]);
  assert.deepEqual(told(bad['later'] ?? []), [
    "1:1:1 types Cannot find name 'x'. (TS2304)\nCell 2, further down, declares it.",
    "1:2:4 types No value exists in scope for the shorthand property 'x'. Either declare one or provide an initializer. (TS18004)\nCell 2, further down, declares it.",
  ]);
  assert.match(
    told(bad['modules'] ?? []).join('\n'),
    /^1:1:10 types .*'nothing'.*\n1:2:8 types .*'\.\/missing'/,
  );
  assert.match(
    told(bad['again'] ?? []).join('\n'),
    /^4:1:7 types .*I of cell 1.*I of cell 3.*\(TS\d+\)$/s,
  );
  assert.deepEqual(told(bad['inBlocks'] ?? []), [
    "2:1:1 types Cannot find name 'i'. (TS2304)",
    "2:1:5 types Cannot find name 'v'. (TS2304)",
  ]);
  assert.match(told(bad['exported'] ?? []).join('\n'), /^1:1:14 types Cannot redeclare exported/);
  assert.deepEqual(
    told(bad['twice'] ?? []).map((line) => line.split(' ', 1)[0]),
    ['1:1:7', '1:2:7'],
  );
});

test('a cell that does not parse is told, and later cells may use its names', () => {
  const { broken = [] } = check({
    broken: [
      ...cells(
        'const x = 1;\nconst y: = 2;\nclass C {}',
        'x.foo; y.bar; new C(); const c: C = 1; z;',
      ),
      code('const z = {', ['raises-exception']),
      code('const z = (', ['skip-execution']),
    ],
  });
  assert.deepEqual(
    told(broken).map((line) => line.split(' ', 2).join(' ')),
    ['1:2:10 syntax', '3:1:12 syntax', '4:1:12 syntax', '2:1:40 types'],
  );
});

test('cells that may raise an error or are not run are parsed only', () => {
  const { tagged = [] } = check({
    tagged: [
      code("const x: number = 'a';", ['raises-exception']),
      code("const s: number = 'a';", ['skip-execution']),
      code('x.toFixed(); s;'),
    ],
  });
  assert.deepEqual(told(tagged), [
    "3:1:14 types Cannot find name 's'. (TS2304)\nCell 2, which is not run, declares it.",
  ]);
});

test('values for the parameters cell must be of its types', () => {
  const latentlab = {
    quick: { epochs: 'two', sizes: [1, 2], name: 'x', unknown: 1 },
    full: { sizes: ['a'] },
  };
  const parameters = code('let epochs = 5;\nlet sizes: number[] = [], name = "a";', ['parameters']);
  const { values = [] } = check({ values: [parameters] }, { metadata: { latentlab } });
  assert.deepEqual(told(values), [
    "1 parameters metadata.latentlab.quick sets 'epochs': Type 'string' is not assignable to type 'number'. (TS2322)",
    "1 parameters metadata.latentlab.full sets 'sizes': Type 'string' is not assignable to type 'number'. (TS2322)",
  ]);
});
