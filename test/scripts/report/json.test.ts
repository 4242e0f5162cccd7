import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020';
import ts from 'typescript';
import { renderJson } from '../../../scripts/report/json';
import schema from '../../../scripts/report/run-result.schema.json';
import type { RunResult } from '../../../scripts/runner/result';
import { differentRun } from './differences';
import { greenRun, redRun } from './samples';

const validate = new Ajv2020({ allErrors: true }).compile(schema);

/** A run through JSON and back, changed. */
function changed(change: (run: RunResult) => void): unknown {
  const run = JSON.parse(renderJson(redRun().run)) as RunResult;
  change(run);
  return run;
}

describe('the schema', () => {
  test('takes the results of runs', () => {
    for (const { run } of [greenRun(), redRun(), differentRun()]) {
      assert.ok(validate(JSON.parse(renderJson(run))), JSON.stringify(validate.errors));
    }
  });

  test('refuses results that are broken', () => {
    const first = (run: RunResult) => run.notebooks[0] ?? assert.fail();
    const breakings: Record<string, (run: RunResult) => void> = {
      'another version': (run) => Object.assign(run, { version: 2 }),
      'no notebooks': (run) => Reflect.deleteProperty(run, 'notebooks'),
      'an unknown status': (run) => Object.assign(first(run), { status: 'fine' }),
      'an unknown field': (run) => Object.assign(first(run), { extra: 1 }),
      'a negative time': (run) => Object.assign(first(run), { seconds: -1 }),
      'no path': (run) => Reflect.deleteProperty(first(run), 'path'),
      'a date in words': (run) => Object.assign(run, { startedAt: 'yesterday' }),
      'a cell without source': (run) => Reflect.deleteProperty(first(run).cells[0] ?? {}, 'source'),
      'an error at line 0': (run) =>
        Object.assign(first(run).cells[0] ?? {}, {
          error: { ename: 'E', evalue: '', traceback: [], line: 0 },
        }),
    };
    for (const [name, change] of Object.entries(breakings)) {
      assert.equal(validate(changed(change)), false, name);
    }
  });

  test('names the fields of the TypeScript type, the same ones optional', () => {
    const files = ['result.ts', 'result-difference.ts'].map((name) =>
      join(__dirname, '../../../../scripts/runner', name),
    );
    const program = ts.createProgram(files, { strict: true, skipLibCheck: true });
    const checker = program.getTypeChecker();
    const statements = files.flatMap((file) => [
      ...(program.getSourceFile(file) ?? assert.fail()).statements,
    ]);
    const interfaces = statements.filter(ts.isInterfaceDeclaration);
    const described: Record<string, { properties: object; required: string[] }> = {
      RunResult: schema.$defs.RunResult,
      ShardResult: schema.$defs.ShardResult,
      NotebookResult: schema.$defs.NotebookResult,
      CellResult: schema.$defs.CellResult,
      CellError: schema.$defs.CellError,
      OutputDifference: schema.$defs.OutputDifference,
      DiffLine: schema.$defs.DiffLine,
      MovedNumber: schema.$defs.MovedNumber,
      DifferentPictures: schema.$defs.DifferentPictures,
    };
    assert.deepEqual(interfaces.map(({ name }) => name.text).sort(), Object.keys(described).sort());
    for (const declaration of interfaces) {
      const fields = checker.getTypeAtLocation(declaration).getProperties();
      const required = fields.filter(({ flags }) => (flags & ts.SymbolFlags.Optional) === 0);
      const node = described[declaration.name.text] ?? assert.fail();
      const names = (symbols: ts.Symbol[]) => symbols.map(({ name }) => name);
      assert.deepEqual(Object.keys(node.properties), names(fields), declaration.name.text);
      assert.deepEqual(node.required, names(required), declaration.name.text);
    }

    for (const [alias, values] of [
      ['NotebookStatus', schema.$defs.NotebookResult.properties.status.enum],
      ['CellStatus', schema.$defs.CellResult.properties.status.enum],
    ] as const) {
      const declaration = statements.find(
        (node): node is ts.TypeAliasDeclaration =>
          ts.isTypeAliasDeclaration(node) && node.name.text === alias,
      );
      const type = checker.getTypeAtLocation(declaration ?? assert.fail()) as ts.UnionType;
      const literals = type.types.map((member) => (member as ts.StringLiteralType).value);
      assert.deepEqual([...values].sort(), literals.sort(), alias);
    }
  });
});

describe('a run as JSON', () => {
  test('is the run', () => {
    const { run } = redRun();
    assert.deepEqual(JSON.parse(renderJson(run)), JSON.parse(JSON.stringify(run)));
  });

  test('has one order of keys, however the run was put together', () => {
    const backwards = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(backwards)
        : value !== null && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, item]) => [key, backwards(item)]),
            )
          : value;
    const { run } = redRun();
    const text = renderJson(run);
    assert.equal(renderJson(backwards(run) as RunResult), text);
    assert.match(text, /^\{\n {2}"version": 1,\n {2}"startedAt"/);
    assert.ok(text.endsWith('}\n'));
  });
});
