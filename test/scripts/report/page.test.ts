import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { renderHtml } from '../../../scripts/report/html';
import { findChromium } from '../fixtures/programs';
import { redRun } from './samples';

const CHROMIUM = findChromium();

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const skip = CHROMIUM === undefined && 'there is no Chromium on this machine';

describe('the page in a browser', { skip }, () => {
  let folder: string;
  let browser: Browser;
  let address: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latentlab-report-'));
    const { run, notebooks } = redRun();
    const file = join(folder, 'report.html');
    await writeFile(file, renderHtml(run, notebooks));
    address = pathToFileURL(file).href;
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  /** Opens the page and notes whatever it complains about or asks the network for. */
  async function open(
    options: BrowserContextOptions,
  ): Promise<{ page: Page; complaints: string[] }> {
    const page = await (await browser.newContext(options)).newPage();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('dialog', (dialog) => complaints.push(dialog.message()));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('request', (request) => {
      if (!/^(file|data|blob|about):/.test(request.url())) complaints.push(request.url());
    });
    await page.goto(address);
    return { page, complaints };
  }

  async function showPlot(page: Page): Promise<void> {
    await page.locator('.plot').scrollIntoViewIfNeeded();
    await page.locator('.plot.drawn .main-svg').first().waitFor();
  }

  const inkOfPlot = (page: Page) =>
    page
      .locator('.plot .xtick text')
      .first()
      .evaluate((text) => getComputedStyle(text).fill);
  const inkOfPage = (page: Page) =>
    page.locator('body').evaluate((body) => getComputedStyle(body).color);

  for (const [name, viewport] of Object.entries({ WIDE, PHONE })) {
    test(`fits its window without scrolling sideways: ${name}`, async () => {
      const { page, complaints } = await open({ viewport });
      await showPlot(page);
      const widths = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      assert.equal(widths.scrollWidth, widths.clientWidth);
      assert.deepEqual(complaints, []);
    });
  }

  test('draws a plot when it comes near, into the box that its picture had', async () => {
    const { page } = await open({ viewport: WIDE });
    const plot = page.locator('.plot');
    assert.equal(await page.evaluate(() => 'Plotly' in window), false);
    const before = await plot.boundingBox();
    await showPlot(page);
    const after = await plot.boundingBox();
    assert.deepEqual([after?.width, after?.height], [before?.width, before?.height]);
    assert.equal(await plot.locator('.legend .traces').count(), 2);
  });

  test('changes its colours, those of plots too, and remembers', async () => {
    const { page } = await open({ viewport: WIDE, colorScheme: 'light' });
    await showPlot(page);
    const light = await inkOfPage(page);
    assert.equal(await inkOfPlot(page), light);
    await page.getByRole('button', { name: 'Use dark colours' }).click();
    const dark = await inkOfPage(page);
    assert.notEqual(dark, light);
    await page.waitForFunction(
      (ink) => getComputedStyle(document.querySelector('.plot .xtick text')!).fill === ink,
      dark,
    );
    await page.reload();
    assert.equal(await inkOfPage(page), dark);
  });

  test('opens and closes its contents on a phone', async () => {
    const { page } = await open({ viewport: PHONE });
    const contents = page.locator('#contents');
    assert.equal(await contents.isVisible(), false);
    await page.getByRole('button', { name: 'Contents' }).click();
    assert.equal(await contents.isVisible(), true);
    await page.keyboard.press('Escape');
    assert.equal(await contents.isVisible(), false);
  });

  test('runs the scripts of HTML outputs apart from itself, in frames of their height', async () => {
    const { page } = await open({ viewport: WIDE });
    const frame = page.locator('.html-frame').first();
    await frame.scrollIntoViewIfNeeded();
    await page.frameLocator('.html-frame').first().getByText('a script', { exact: true }).waitFor();
    await page.waitForFunction(
      () => document.querySelector<HTMLElement>('.html-frame')!.offsetHeight < 100,
    );
    assert.match(await page.title(), /^Notebooks/);
  });

  test('shows all lines of a long output when asked', async () => {
    const { page } = await open({ viewport: WIDE });
    const summary = page.getByText('Show all 20,000 lines');
    const line = page.getByText('step 10000: loss');
    assert.equal(await line.isVisible(), false);
    await summary.click();
    assert.equal(await line.isVisible(), true);
  });

  test('without JavaScript shows pictures of plots and its contents', async () => {
    const { page } = await open({ viewport: PHONE, javaScriptEnabled: false });
    assert.equal(await page.locator('.plot .still').isVisible(), true);
    assert.equal(await page.locator('#contents').isVisible(), true);
  });

  test('prints the pictures of plots, in light colours', async () => {
    const { page } = await open({ viewport: WIDE, colorScheme: 'dark' });
    await showPlot(page);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('.plot .still').isVisible(), true);
    assert.equal(await page.locator('.plot .drawing').isVisible(), false);
    assert.equal(await page.locator('.side').isVisible(), false);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    assert.equal(ground, 'rgb(255, 255, 255)');
  });
});
