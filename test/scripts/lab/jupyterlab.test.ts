/** The real JupyterLab, as `latentlab lab` starts it, in a real browser. */
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { PLOTLY_SERVED_PATH } from '../../../lib/plot/html';
import { childrenOf, isRunning } from '../fixtures/kernels';
import { findChromium, findJupyterLab } from '../fixtures/programs';

const ROOT = join(__dirname, '..', '..', '..', '..');
const CLI = join(ROOT, 'dist', 'scripts', 'cli.js');
const NOTEBOOK = 't10q1b.ipynb';
const START_MS = 60_000;
/** For all cells of the notebook, with its three training runs. */
const RUN_MS = 240_000;

const CHROMIUM = findChromium();
const skip = findJupyterLab() === undefined && 'there is no JupyterLab 4 on PATH';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function eventually(condition: () => Promise<boolean>, what: string): Promise<void> {
  for (const start = Date.now(); Date.now() - start < START_MS; await sleep(200)) {
    if (await condition()) return;
  }
  throw new Error(`Waited in vain for: ${what}`);
}

/** All processes below `pid`, itself included. */
function processTree(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(processTree)];
}

describe('JupyterLab', { skip }, () => {
  let folder: string;
  let command: ChildProcess;
  let ended: Promise<number | null>;
  let base: string;
  let token: string;
  let printed = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latentlab-lab-'));
    await copyFile(join(ROOT, 'notebooks', 'ntu', NOTEBOOK), join(folder, NOTEBOOK));
    const port = await freePort();
    const asRoot = process.getuid?.() === 0 ? ['--', '--allow-root'] : [];
    command = spawn(
      process.execPath,
      [CLI, 'lab', join(folder, NOTEBOOK), '--no-browser', '--port', String(port), ...asRoot],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          JUPYTER_CONFIG_DIR: join(folder, '.config'),
          JUPYTER_DATA_DIR: join(folder, '.data'),
          JUPYTER_RUNTIME_DIR: join(folder, '.runtime'),
        },
      },
    );
    ended = once(command, 'close').then(([code]) => code as number | null);
    const address = new Promise<RegExpExecArray>((resolve, reject) => {
      const look = (chunk: Buffer): void => {
        printed += chunk.toString();
        const found = /(http:\/\/127\.0\.0\.1:\d+\/)lab\?token=(\w+)\s/.exec(printed);
        if (found) resolve(found);
      };
      command.stdout?.on('data', look);
      command.stderr?.on('data', look);
      const fail = (): void => reject(new Error(`JupyterLab does not start:\n${printed}`));
      void ended.then(fail);
      setTimeout(fail, START_MS).unref();
    });
    [, base = '', token = ''] = await address;
    // Jupyter prints its address before it listens there.
    await eventually(
      () =>
        get('api').then(
          ({ ok }) => ok,
          () => false,
        ),
      'Jupyter to listen',
    );
  });

  after(async () => {
    command.kill('SIGINT');
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  test('serves Plotly, knows our kernel and does not complain', async () => {
    const plotly = await get(PLOTLY_SERVED_PATH);
    assert.equal(plotly.status, 200);
    assert.match(plotly.headers.get('content-type') ?? '', /javascript/);
    assert.match(await plotly.text(), /plotly\.js v4\.1\.1/);
    const kernels = (await (await get('api/kernelspecs')).json()) as {
      default: string;
      kernelspecs: Record<string, { resources: Record<string, string> }>;
    };
    assert.equal(kernels.default, 'tslab');
    const logo = kernels.kernelspecs['tslab']?.resources['logo-svg'] ?? '';
    assert.equal((await get(logo.replace(/^\//, ''))).status, 200);
    // nbgrader's own extension, where it is installed, looks for a course and says that there is none.
    const others = printed.split('\n').filter((line) => !/nbgrader/i.test(line));
    assert.doesNotMatch(others.join('\n'), /^\[[WEC] .*(latentlab|extension)/m);
  });

  test('runs a notebook, stops a cell and completes names', { skip: noChromium() }, async (t) => {
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
    });
    t.after(() => browser.close());
    const { page, away } = await openNotebook(browser);

    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Run All Cells', exact: true }).click();
    await page.waitForFunction(
      () => {
        const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')];
        const texts = prompts.map(({ textContent }) => textContent);
        return texts.length > 0 && texts.every((text) => /\[\d+\]/.test(text ?? ''));
      },
      undefined,
      { timeout: RUN_MS },
    );
    assert.equal(await page.locator('[data-mime-type="application/vnd.jupyter.error"]').count(), 0);
    assert.ok((await page.getByText('tensor([[').count()) > 0, 'tensors are shown');
    const plot = page.locator('.latentlab-figure .js-plotly-plot').first();
    await plot.scrollIntoViewIfNeeded();
    await plot.locator('.main-svg').first().waitFor();
    await page.waitForFunction(() => !document.querySelector('.latentlab-figure img'));

    await page.keyboard.press('Escape');
    await runNewCell(page, 'console.log("it turns"); while (true) {}');
    await output(page).getByText('it turns').waitFor();
    await page.locator('.jp-NotebookPanel-toolbar [data-jp-item-name="interrupt"]').click();
    await output(page).getByText('Interrupted').first().waitFor();
    await runNewCell(page, 'steps + 40 + 2');
    await output(page).getByText('2042').waitFor();

    // A name that stands nowhere in the notebook, so that only the kernel can know it.
    await writeNewCell(page, 'tf.logSigm');
    await page.keyboard.press('Tab');
    await page.locator('.jp-Completer-item').getByText('logSigmoid').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.jp-Notebook .cm-content').last().getByText('tf.logSigmoid').waitFor();
    assert.deepEqual(away, [], 'nothing is asked of other machines');
  });

  test('Ctrl-C leaves nothing behind', { skip: process.platform !== 'linux' }, async () => {
    const pids = processTree(command.pid ?? 0);
    assert.ok(pids.length > 1);
    command.kill('SIGINT');
    assert.equal(await ended, 130);
    assert.deepEqual(pids.filter(isRunning), []);
  });

  const get = (path: string) =>
    fetch(`${base}${path}`, { headers: { Authorization: `token ${token}` } });

  /** Before the page is connected to the kernel, running a cell asks for one instead. */
  async function kernelIsReady(): Promise<void> {
    await eventually(async () => {
      const kernels = (await (await get('api/kernels')).json()) as {
        connections: number;
        execution_state: string;
      }[];
      const [kernel] = kernels;
      return kernel !== undefined && kernel.connections > 0 && kernel.execution_state === 'idle';
    }, 'the kernel to be idle');
  }

  /** Opens the notebook and notes every address outside of JupyterLab that the page asks for. */
  async function openNotebook(browser: Browser): Promise<{ page: Page; away: string[] }> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(30_000);
    const away: string[] = [];
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(base) && !/^(data|blob|about):/.test(url)) away.push(url);
    });
    await page.goto(`${base}lab/tree/${NOTEBOOK}?token=${token}`);
    await page.locator('.jp-Notebook .jp-Cell').first().waitFor({ timeout: START_MS });
    await kernelIsReady();
    return { page, away };
  }
});

function noChromium(): string | false {
  return CHROMIUM === undefined && 'there is no Chromium here';
}

/** The outputs of the last cell. */
const output = (page: Page) =>
  page.locator('.jp-Notebook .jp-CodeCell').last().locator('.jp-Cell-outputArea');

/** Writes a cell below the last one; the notebook is in command mode before. */
async function writeNewCell(page: Page, source: string): Promise<void> {
  await page.keyboard.press('b');
  await page.keyboard.press('Enter');
  await page.keyboard.insertText(source);
}

async function runNewCell(page: Page, source: string): Promise<void> {
  await writeNewCell(page, source);
  await page.keyboard.press('Control+Enter');
}
