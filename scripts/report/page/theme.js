// Runs before the page is drawn, so that a remembered theme never flashes.
{
  const root = document.documentElement;
  root.classList.add('scripted');
  try {
    const remembered = localStorage.getItem('latentlab-theme');
    if (remembered === 'light' || remembered === 'dark') root.dataset.theme = remembered;
  } catch {
    // A page opened as a file may have no storage: the system's theme it is.
  }
}
