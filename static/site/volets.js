// What opens over the page: the panels of the bar, under their buttons, and the dialog of sources.

/** Place a panel under its button, inside the window; a narrow screen has its own rule. */
function place(panel, button) {
  const { left, bottom } = button.getBoundingClientRect();
  panel.style.setProperty('--x', `${Math.max(8, Math.min(left, innerWidth - panel.offsetWidth - 12))}px`);
  panel.style.setProperty('--y', `${bottom + 6}px`);
}

/** @param {Document} page */
export function watchPanels(page) {
  for (const button of page.querySelectorAll('[popovertarget]:not([popovertargetaction])')) {
    const panel = page.getElementById(button.getAttribute('popovertarget'));
    button.setAttribute('aria-expanded', 'false');
    panel.addEventListener('toggle', (event) => {
      const open = event.newState === 'open';
      button.setAttribute('aria-expanded', String(open));
      if (open) place(panel, button);
    });
    addEventListener('resize', () => panel.matches(':popover-open') && place(panel, button));
  }
  const dialog = page.querySelector('dialog');
  for (const button of page.querySelectorAll('[data-ouvre]')) button.addEventListener('click', () => dialog.showModal());
}

/** Whether something open takes the Escape key. */
export const anyOpen = (page) => !!page.querySelector('[popover]:popover-open, dialog[open]');
