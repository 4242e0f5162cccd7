// The theme's switch, the folding contents of small screens, the mark on where the reader is, and
// boxes that scroll with the keyboard.
{
  const root = document.documentElement;

  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const themeButton = document.getElementById('theme');
  const announce = () => {
    themeButton.ariaLabel = isDark() ? 'Use light colours' : 'Use dark colours';
    document.dispatchEvent(new Event('themechange'));
  };
  themeButton.hidden = false;
  themeButton.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    try {
      localStorage.setItem('latentlab-theme', root.dataset.theme);
    } catch {
      // Without storage the choice lasts as long as the page.
    }
    announce();
  });
  system.addEventListener('change', announce);
  announce();

  const menu = document.getElementById('menu');
  const contents = document.getElementById('contents');
  const open = (yes) => menu.setAttribute('aria-expanded', String(yes));
  menu.hidden = false;
  menu.addEventListener('click', () => open(menu.ariaExpanded !== 'true'));
  contents.addEventListener('click', (event) => event.target.closest('a') && open(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && menu.ariaExpanded === 'true') {
      open(false);
      menu.focus();
    }
  });

  const links = new Map();
  for (const link of contents.querySelectorAll('a')) {
    const target = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (target) links.set(target, link);
  }
  let marked = null;
  const mark = () => {
    const line = innerHeight / 4;
    let here = null;
    for (const [target, link] of links) {
      if (target.getBoundingClientRect().top <= line) here = link;
    }
    if (here === marked) return;
    marked = here;
    for (const link of links.values()) {
      if (link === here) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
    for (const entry of contents.querySelectorAll('.notebook-entry')) {
      entry.classList.toggle('current', entry.contains(here));
    }
    here?.scrollIntoView({ block: 'nearest' });
  };
  let waiting = false;
  const markSoon = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  };
  addEventListener('scroll', markSoon, { passive: true });
  addEventListener('resize', markSoon);
  mark();

  // What does not scroll needs no stop for the keyboard.
  const boxes = document.querySelectorAll('pre, .html-box, .table-box, .katex-display');
  const reach = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute('tabindex');
    }
  };
  addEventListener('resize', reach);
  reach();
}
