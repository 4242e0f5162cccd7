import assert from 'node:assert/strict';
import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import {
  isNativeSettled,
  nativeState,
  requestedWay,
  settleNative,
} from '../../../scripts/setup/native/ways.mjs';
import { ADDON, checkoutWithTfjsNode } from './native-checkout.mjs';
import { writeFiles } from './scratch.mjs';

/**
 * @typedef {import('../../../scripts/setup/native/ways.mjs').Way} Way
 * @typedef {import('../../../scripts/setup/project.mjs').Project} Project
 */

/**
 * A way that makes an addon in the given state, or meets an obstacle.
 *
 * @param {Way['name']} name
 * @param {{ obstacle?: string, makes?: string, throws?: string }} [behaviour]
 */
function fakeWay(name, { obstacle = '', makes = 'works', throws = '' } = {}) {
  const way = {
    name,
    title: `the ${name} way`,
    made: 0,
    version: () => '1.0',
    obstacle: async () => obstacle,
    /** @type {Way['make']} */
    make: async (_, staging) => {
      way.made++;
      if (throws) throw new Error(throws);
      writeFiles(staging, {
        [ADDON]: `${makes} 2.9`,
        'deps/lib/library': '',
        'deps/include/a.h': '',
      });
    },
  };
  return way;
}

const settle = (/** @type {Project} */ project, /** @type {Way[]} */ ...ways) =>
  settleNative(project, () => {}, ways);

/** @param {Project} project */
const linkOf = ({ root }) => path.join(root, 'node_modules/@tensorflow/tfjs-node/lib');

test('the first way that works is taken and the next is not tried', async (t) => {
  const project = checkoutWithTfjsNode(t);
  const [official, wheel] = [fakeWay('official'), fakeWay('wheel')];
  assert.equal(isNativeSettled(project), false);
  const state = await settle(project, official, wheel);
  assert.deepEqual([state.way, state.libtensorflow, state.tried], ['official', '2.9', []]);
  assert.deepEqual([official.made, wheel.made], [1, 0]);
  assert.equal(isNativeSettled(project), true);
  assert.deepEqual(nativeState(project), state);
});

test('an obstacle, a failure and an addon that does not load lead on, with their reasons', async (t) => {
  for (const [behaviour, reason] of /** @type {const} */ ([
    [{ obstacle: 'the host is silent' }, 'the host is silent'],
    [{ throws: 'it ran out of luck' }, 'it ran out of luck'],
    [{ makes: 'broken' }, 'what was made does not work: Error: this addon is broken'],
  ])) {
    const project = checkoutWithTfjsNode(t);
    const state = await settle(project, fakeWay('official', behaviour), fakeWay('wheel'));
    assert.equal(state.way, 'wheel');
    assert.deepEqual(state.tried, [{ way: 'official', reason }]);
  }
});

test('where no way works set-up goes on without, and does not try at every start', async (t) => {
  const project = checkoutWithTfjsNode(t);
  const broken = fakeWay('official', { makes: 'broken' });
  const state = await settle(project, broken, fakeWay('wheel', { obstacle: 'no Python' }));
  assert.equal(state.way, 'none');
  assert.deepEqual(
    state.tried.map(({ way }) => way),
    ['official', 'wheel'],
  );
  assert.equal(isNativeSettled(project), true);
  assert.equal(lstatSync(linkOf(project), { throwIfNoEntry: false }), undefined);
  assert.deepEqual(readdirSync(path.join(project.cache, 'native')), []);
});

test('after npm ci the addon comes from the cache, for a second checkout too', async (t) => {
  const project = checkoutWithTfjsNode(t);
  const wheel = fakeWay('wheel');
  await settle(project, fakeWay('official', { obstacle: 'silent' }), wheel);
  rmSync(linkOf(project));
  assert.equal(isNativeSettled(project), false);

  const asked = fakeWay('official');
  const state = await settle(project, asked, wheel);
  assert.deepEqual([state.way, state.reason], ['wheel', 'the wheel way, from the cache']);
  assert.deepEqual([asked.made, wheel.made], [0, 1]);

  const second = { ...checkoutWithTfjsNode(t), cache: project.cache };
  assert.equal((await settle(second, asked, wheel)).way, 'wheel');
  assert.deepEqual([asked.made, wheel.made], [0, 1]);
});

test('what is damaged in the cache is made again', async (t) => {
  const project = checkoutWithTfjsNode(t);
  const wheel = fakeWay('wheel');
  const { folder = '' } = await settle(project, wheel);
  writeFileSync(path.join(folder, ADDON), 'torn');
  rmSync(linkOf(project));
  const state = await settle(project, wheel);
  assert.deepEqual([state.way, wheel.made], ['wheel', 2]);
  assert.match(
    state.tried[0]?.reason ?? '',
    /in the cache does not work: Error: this addon is torn/,
  );
});

test('what an interrupted set-up left in the cache is cleared away', async (t) => {
  const project = checkoutWithTfjsNode(t);
  const left = path.join(project.cache, 'native', 'something.123.part');
  mkdirSync(left, { recursive: true });
  const { folder = '' } = await settle(project, fakeWay('wheel'));
  assert.deepEqual(readdirSync(path.dirname(folder)), [path.basename(folder)]);
  assert.deepEqual(readdirSync(path.join(folder, 'deps')), ['lib']);
});

test('an addon that somebody installed by hand is taken where it works', async (t) => {
  const files = { [ADDON]: 'works 2.7', 'deps/lib/library': '' };
  const project = checkoutWithTfjsNode(t, {}, files);
  const official = fakeWay('official');
  const state = await settle(project, official);
  assert.deepEqual([state.way, state.libtensorflow, official.made], ['own', '2.7', 0]);
  assert.equal(isNativeSettled(project), true);

  const broken = checkoutWithTfjsNode(t, {}, { ...files, [ADDON]: 'old' });
  const next = await settle(broken, official);
  assert.equal(next.way, 'official');
  assert.match(next.tried[0]?.reason ?? '', /the addon in node_modules: Error: this addon is old/);
});

test('LATENTLAB_NATIVE=none takes the addon away, leaving it out brings it back', async (t) => {
  const project = checkoutWithTfjsNode(t);
  await settle(project, fakeWay('wheel'));
  const without = { ...project, env: { ...project.env, LATENTLAB_NATIVE: 'none' } };
  assert.equal(isNativeSettled(without), false);
  const state = await settle(without, fakeWay('wheel'));
  assert.deepEqual([state.way, state.reason], ['none', 'LATENTLAB_NATIVE is none']);
  assert.equal(existsSync(linkOf(project)), false);
  assert.equal(isNativeSettled(without), true);
  assert.equal(isNativeSettled(project), false);
});

test('LATENTLAB_NATIVE forces one way; it fails where that does not work', async (t) => {
  const project = checkoutWithTfjsNode(t, { LATENTLAB_NATIVE: 'wheel' });
  const official = fakeWay('official');
  assert.equal((await settle(project, official, fakeWay('wheel'))).way, 'wheel');
  assert.equal(official.made, 0);

  const other = checkoutWithTfjsNode(t, { LATENTLAB_NATIVE: 'wheel' });
  const failing = fakeWay('wheel', { obstacle: 'no C++ compiler was found on PATH' });
  await assert.rejects(settle(other, official, failing), {
    exitCode: 3,
    message: /asks for wheel, which does not work: no C\+\+ compiler was found on PATH\. .+/,
  });
  assert.equal(isNativeSettled(other), false);
});

test('a wrong LATENTLAB_NATIVE is an error of usage', () => {
  assert.equal(requestedWay({}), '');
  assert.throws(() => requestedWay({ LATENTLAB_NATIVE: 'fast' }), {
    exitCode: 2,
    message: /'fast'.* Set it to official, wheel or none/,
  });
});

test('where the cache cannot be written the checkout keeps the addon', async (t) => {
  const project = checkoutWithTfjsNode(t);
  writeFileSync(path.join(path.dirname(project.root), 'cache'), 'not a folder');
  const { way, folder = '' } = await settle(project, fakeWay('wheel'));
  assert.equal(way, 'wheel');
  assert.ok(folder.startsWith(project.state));
});
