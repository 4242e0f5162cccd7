import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cell, CellOutput, Notebook } from '../../../scripts/jupyter/nbformat';
import { verifyRun } from '../../../scripts/verify/verify-run';
import { code, notebookOf, resultOf } from '../report/builders';
import { CRITERIA, stream } from './outputs';

const printing = (id: string, text: string, metadata: Cell['metadata'] = {}) => ({
  ...code(id, 'print()', [stream(text)]),
  metadata,
});

function verify(notebook: Notebook, record: Notebook, changes = {}) {
  return verifyRun(resultOf('n.ipynb', notebook, changes), notebook, record, CRITERIA);
}

test('a notebook whose outputs are as recorded keeps its result', () => {
  const notebook = notebookOf([printing('a', 'loss 1.00000\n'), printing('b', 'same\n')]);
  const record = notebookOf([printing('a', 'loss 1.00001\n'), printing('b', 'same\n')]);
  assert.deepEqual(verify(notebook, record), resultOf('n.ipynb', notebook));
});

test('cells are matched by their ids, and those that differ say how', () => {
  const record = notebookOf([printing('a', 'one\n'), printing('b', 'two\n')]);
  const notebook = notebookOf([printing('b', 'two\n'), printing('a', 'changed\n')]);
  const { status, message, cells } = verify(notebook, record);
  assert.deepEqual([status, message], ['different', '1 cell is not as recorded.']);
  assert.deepEqual(
    cells.map((cell) => [cell.id, cell.status, cell.differences?.map(({ output }) => output)]),
    [
      ['b', 'ok', undefined],
      ['a', 'different', ['stdout']],
    ],
  );
});

test('cells that are new, or no longer there, are differences where they have outputs', () => {
  const record = notebookOf([printing('a', 'one\n'), code('quiet', 'x = 1')]);
  const { message, cells } = verify(notebookOf([printing('b', 'two\n')]), record);
  assert.equal(message, '1 cell is not as recorded. 1 recorded cell is no longer there.');
  assert.deepEqual(cells[0]?.differences?.[0]?.lines, [{ sign: '+', text: 'two' }]);
  assert.equal(verify(notebookOf([printing('a', 'one\n')]), record).status, 'ok');
});

test('what is never the same twice is not compared', () => {
  const changes = (metadata: Cell['metadata'], of: Notebook['metadata'] = {}) => {
    const notebook = notebookOf([printing('a', 'now\n', metadata)]);
    notebook.metadata = of;
    return verify(notebook, notebookOf([printing('a', 'then\n', metadata)])).status;
  };
  assert.equal(changes({}), 'different');
  assert.equal(changes({ tags: ['nondeterministic'] }), 'ok');
  assert.equal(changes({ latentlab: { verify: false } }), 'ok');
  assert.equal(changes({ latentlab: { verify: true } }), 'different');
  assert.equal(changes({}, { latentlab: { verify: false } }), 'ok');
  const gone = notebookOf([printing('a', 'then\n', { tags: ['nondeterministic'] })]);
  assert.equal(verify(notebookOf([]), gone).status, 'ok');
});

test('a run with other parameters than the recorded one is not compared', () => {
  const given = (epochs: number) =>
    notebookOf([
      { ...code('p', `epochs = ${epochs};`), metadata: { tags: ['injected-parameters'] } },
      printing('a', `${epochs}\n`),
    ]);
  const { status, message, cells } = verify(given(2), given(50));
  assert.equal(status, 'different');
  assert.match(message ?? '', /recorded with other parameters\. Run it with the same ones/);
  assert.ok(cells.every((cell) => cell.status === 'ok'));
});

test('a notebook that failed stays failed; the cells before are compared', () => {
  const outputs: CellOutput[] = [stream('now\n')];
  const notebook = notebookOf([printing('a', 'now\n'), code('b', 'fail()', outputs)]);
  const record = notebookOf([printing('a', 'then\n'), printing('b', 'then\n')]);
  const result = resultOf('n.ipynb', notebook, { status: 'failed', message: 'Error: x' });
  Object.assign(result.cells[1] ?? {}, { status: 'error' });
  const verified = verifyRun(result, notebook, record, CRITERIA);
  assert.deepEqual([verified.status, verified.message], ['failed', 'Error: x']);
  assert.deepEqual(
    verified.cells.map(({ status }) => status),
    ['different', 'error'],
  );
});
