// One event as a row of a list. The rows of a list are one stop of the Tab key; arrows, j and k move between them.
import { clock, dayAndClock, el, number, show } from './text.js';
import { eventLink } from './route.js';

/** Shows the sentence of an event; the user, whom most sentences begin with, is set apart. */
export function sentence(element, row, most = 400) {
  const text = String(row.summary || (row.types ?? []).join(' ') || 'An event without a summary');
  const name = [row.actor, row.acting_as, row.auid, row.user].find(one => typeof one === 'string' && one !== '' && text.startsWith(`${one} `));
  if (name === undefined) {
    return show(element, text, most);
  }
  show(element.appendChild(document.createElement('b')), name);
  return show(element, text.slice(name.length), Math.max(40, most - name.length));
}

function person(row) {
  const login = /^(unset|-1|4294967295)$/.test(row.auid ?? 'unset') ? null : row.auid;
  return row.user && login && row.user !== login ? `${login} as ${row.user}` : row.user || login || row.acting_as || '';
}

export function rowElement(row, withDay) {
  if (row.note) {
    return el('li', { class: 'row note' }, row.summary);
  }
  const failed = row.outcome === 'failure';
  const time = el('time', { datetime: row.time }, withDay ? dayAndClock(row.time) : clock(row.time));
  const content = [time, el('span', { class: 'mark', 'aria-hidden': 'true' }, row.loss ? '▲' : failed ? '✕' : '·'),
    sentence(el('span', { class: 'sentence' }), row),
    show(el('span', { class: 'person' }), person(row), 60),
    el('span', { class: 'label' }, row.count > 0 ? el('span', { class: 'tag lost' }, row.count === 1 ? `1 ${row.unit.replace(/s$/, '')}` : `${number(row.count)} ${row.unit}`) : null,
      failed ? el('span', { class: 'tag failed' }, 'failed') : null, row.key ? show(el('span', { class: 'tag' }), row.key, 40) : null)];
  const item = el('li', { class: `row${failed ? ' failure' : ''}${row.loss ? ' loss' : ''}` });
  if (row.id && !row.loss) {
    item.append(el('a', { href: eventLink(row.id), tabindex: '-1', draggable: 'false' }, ...content));
    item.dataset.id = row.id;
  } else {
    item.append(el('div', null, ...content));
  }
  return item;
}

/** Makes a list that the keyboard walks through. */
export function rowList(label) {
  const list = el('ol', { class: 'rows', 'aria-label': label });
  list.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      move(list, step);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      const links = list.querySelectorAll('a');
      focus(list, links[event.key === 'Home' ? 0 : links.length - 1]);
    }
  });
  list.addEventListener('focusin', event => stop(list, event.target.closest('a')));
  return list;
}

/** The link that Tab goes to. */
function stop(list, link) {
  if (link) {
    list.querySelectorAll('a[tabindex="0"]').forEach(other => other.setAttribute('tabindex', '-1'));
    link.setAttribute('tabindex', '0');
  }
}

/** Makes sure that Tab reaches the list. */
export function reachable(list) {
  if (!list.querySelector('a[tabindex="0"]')) {
    stop(list, list.querySelector('a'));
  }
}

function focus(list, link) {
  if (link) {
    stop(list, link);
    link.focus();
    link.scrollIntoView({ block: 'nearest' });
  }
}

/** Moves to the next or the previous event from the one that has the focus or is open. */
export function move(list, step) {
  const links = [...list.querySelectorAll('a')];
  let at = links.indexOf(document.activeElement);
  if (at < 0) {
    at = links.findIndex(link => link.parentElement.classList.contains('open'));
  }
  focus(list, at < 0 ? links[0] : links[Math.max(0, Math.min(links.length - 1, at + step))]);
}

export function markOpen(list, id) {
  list.querySelectorAll('.row.open').forEach(row => {
    row.classList.remove('open');
    row.firstElementChild.removeAttribute('aria-current');
  });
  for (const row of id ? list.children : []) {
    if (row.dataset.id === id) {
      row.classList.add('open');
      row.firstElementChild.setAttribute('aria-current', 'true');
    }
  }
}
