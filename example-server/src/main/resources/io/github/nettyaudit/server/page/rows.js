// A list of events, and the keys that move in it.
import { clock, dayAndClock, el } from './text.js';

export const SYMBOLS = { success: '✓', failure: '✗', unknown: '·' };

/** One event as a line. A loss is a line of its own kind, in its place. */
export function rowElement(row, withDay) {
  const time = el('time', { datetime: row.time, title: row.time }, withDay ? dayAndClock(row.time) : clock(row.time));
  if (row.loss) {
    return el('li', { class: 'row loss', tabindex: '-1' }, time, el('span', { class: 'outcome', 'aria-hidden': 'true' }, '!'),
      el('span', { class: 'summary' }, row.summary || 'events were lost'));
  }
  const outcome = row.outcome === 'success' || row.outcome === 'failure' ? row.outcome : 'unknown';
  const link = el('a', { href: `#event/${encodeURIComponent(row.id)}`, class: 'summary', tabindex: '-1' });
  const types = (row.types ?? []).join(' ');
  link.append(...el('span', {}, row.summary || row.action || types).childNodes);
  const facts = el('span', { class: 'facts' });
  for (const [name, value] of [['user', row.user], ['exe', row.exe], ['key', row.key]]) {
    if (value) {
      facts.append(el('span', { class: `fact ${name}`, title: name }, value));
    }
  }
  return el('li', { class: `row ${outcome}`, tabindex: '-1', 'data-id': row.id }, time,
    el('span', { class: 'outcome', title: outcome, role: 'img', 'aria-label': outcome }, SYMBOLS[outcome]), link, facts,
    el('span', { class: 'types', title: types }, (row.types ?? [])[0] ?? ''));
}

/** Moves the focus from row to row; `chosen` is called when it does. */
export function navigable(list, chosen = () => {}) {
  const move = step => {
    const rows = [...list.children];
    const at = rows.indexOf(document.activeElement.closest?.('.row'));
    const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + step))];
    if (next) {
      next.focus({ preventScroll: true });
      next.scrollIntoView({ block: 'nearest' });
      chosen(next);
    }
  };
  list.addEventListener('keydown', event => {
    if (event.key === 'Enter' && event.target.classList.contains('row')) {
      event.target.querySelector('a')?.click();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    }
  });
  list.addEventListener('click', event => {
    const row = event.target.closest('.row');
    if (row && !event.target.closest('a') && !String(getSelection())) {
      row.querySelector('a')?.click();
    }
  });
  return { move };
}
