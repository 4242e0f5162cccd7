// Gives frames the height of what is in them, and shadow roots to browsers that do not parse them.
{
  addEventListener('message', ({ source, data }) => {
    if (typeof data?.frameHeight !== 'number') return;
    for (const frame of document.querySelectorAll('iframe.html-frame')) {
      if (frame.contentWindow === source) frame.style.height = `${Math.ceil(data.frameHeight)}px`;
    }
  });

  document.addEventListener('DOMContentLoaded', () => {
    for (const template of document.querySelectorAll('template[shadowrootmode]')) {
      template.parentElement.attachShadow({ mode: 'open' }).append(template.content);
      template.remove();
    }
  });
}
