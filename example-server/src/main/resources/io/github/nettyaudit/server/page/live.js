// The live view: events as they come, newest first, at most some hundred of them.
import { askAgain, get, stream } from './api.js';
import { link } from './route.js';
import { markOpen, reachable, rowElement, rowList } from './rows.js';
import { expression, searchForm } from './search.js';
import { announce, clearNotice, connection, notice } from './shell.js';
import { el, number } from './text.js';

const MOST_ROWS = 500;
const MOST_WAITING = 400;
const REMEMBERED = 100;
const CHIPS = [
  ['Failures', 'success = no'],
  ['Logins', 'type in [USER_LOGIN, USER_AUTH, USER_START, LOGIN]'],
  ['Programs', 'syscall in [execve, execveat]'],
  ['As root', 'euid = 0 and auid >= 1000'],
  ['Under /etc', 'path under /etc'],
];
const WAITS = [1, 2, 4, 8, 15];

/** Buttons for searches that many people want. */
export function chips(value, submit) {
  return el('div', { class: 'chips', role: 'group', 'aria-label': 'Frequent searches' }, CHIPS.map(([name, query]) =>
    el('button', { class: 'chip-button', type: 'button', 'aria-pressed': String(value === query), title: query,
      on: { click: () => submit(value === query ? '' : query) } }, name)));
}

function emptyState(query) {
  const box = el('div', { class: 'empty' }, el('strong', null, query ? 'No event has matched yet' : 'Waiting for events'),
    query ? 'New events appear here as soon as one matches the search.' : 'New events appear here as they arrive.');
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M2 12h5l2.2-5.5 4 11 2.6-5.5H22');
  svg.append(path);
  box.prepend(svg);
  return box;
}

/** A row with words of the page, between those of events. */
function note(text) {
  return { note: true, summary: text };
}

/** What tells a row from all others: parts of one event that came apart have the same id. */
function key(row) {
  return `${row.id} ${row.summary}`;
}

export function open(main, parameters) {
  const query = parameters.get('q') ?? '';
  const search = text => {
    location.hash = link('live', { q: text });
  };
  let paused = false;
  let story = parameters.get('event');
  let waiting = [];      // newest last
  let overflow = 0;      // of those that wait, how many are no longer there
  let arrived = [];
  let begun = false;     // events from before are shown
  let known = new Set(); // keys of the events that were read from the history
  let shown = new Map(); // keys of the rows in the list
  let ended = false;
  let abort = null;
  let timer = 0;
  let tries = 0;

  const pause = el('button', { type: 'button', class: 'small', 'aria-pressed': 'false', on: { click: toggle } }, 'Pause');
  const form = searchForm({ value: query, label: 'Search in the live events', placeholder: 'A program, a path, a user, or: success = no and path under /etc', submit: search });
  const rate = el('span', { class: 'grow' }, 'Connecting');
  const count = el('span', { class: 'quiet' });
  const list = rowList('Events, newest first');
  const more = el('button', { type: 'button', on: { click: () => {
    scrollTo({ top: 0 });
    release();
    reachable(list);
  } } });
  const moreBox = el('div', { class: 'waiting', hidden: true }, more);
  const empty = emptyState(query);
  const card = el('section', { class: 'card', 'aria-label': 'Live events' }, el('div', { class: 'bar' }, rate, count, pause), empty, list);
  main.append(el('h1', { class: 'unseen' }, 'Live events'), form.form, chips(query, search), moreBox, card);
  card.classList.toggle('narrow', story !== null);

  /** New rows must not move what somebody reads. */
  function isHeld() {
    return paused || story !== null || scrollY > 80 || list.contains(document.activeElement);
  }

  function flush() {
    timer = 0;
    waiting.push(...arrived);
    arrived = [];
    if (waiting.length > MOST_WAITING) {
      overflow += waiting.length - MOST_WAITING;
      waiting = waiting.slice(-MOST_WAITING);
    }
    if (isHeld()) {
      const all = waiting.length + overflow;
      moreBox.hidden = all === 0;
      more.textContent = all === 1 ? '1 new event' : `${number(all)} new events`;
    } else {
      release();
    }
  }

  function release() {
    moreBox.hidden = true;
    if (!waiting.length) {
      return;
    }
    if (overflow) {
      waiting.unshift(note(`${number(overflow)} events passed here while the view was held`));
      overflow = 0;
    }
    const calm = waiting.length <= 5;
    list.prepend(...waiting.reverse().map(row => listItem(row, calm)));
    waiting = [];
    while (list.children.length > MOST_ROWS) {
      shown.delete(list.lastElementChild);
      list.lastElementChild.remove();
    }
    drawn();
  }

  function listItem(row, isNew) {
    const item = rowElement(row);
    item.classList.toggle('new', isNew);
    if (!row.note) {
      shown.set(item, key(row));
    }
    return item;
  }

  function drawn() {
    empty.hidden = list.children.length > 0;
    count.textContent = shown.size ? `${number(shown.size)} shown` : '';
    reachable(list);
    markOpen(list, story);
  }

  /** Shows events from before the view was opened; later, those from while it was disconnected. */
  async function remember() {
    const request = new URLSearchParams({ order: 'newest', limit: String(REMEMBERED), filter: expression(query) });
    let rows;
    try {
      ({ rows } = await get(`api/history?${request}`, abort.signal));
    } catch (problem) {
      if (!begun && problem.status === 503 && !ended) {
        setTimeout(() => ended || begun || remember(), 1500); // another search was under way
      }
      return; // they are in the history; what arrives is shown
    }
    if (ended) {
      return;
    }
    const here = new Set([...shown.values(), ...waiting.map(key), ...arrived.map(key)]);
    const missing = rows.filter(row => !here.has(key(row)));
    known = new Set(rows.map(key));
    if (!begun) {
      begun = true;
      if (missing.length) {
        list.append(...[note('Before this view was opened'), ...missing].map(row => listItem(row, false)));
        drawn();
      }
    } else if (missing.length) {
      const last = missing.length === rows.length ? [note('More events came before these while the page was disconnected; the history has them')] : [];
      waiting.push(...last, ...missing.reverse(), note('While the page was disconnected'));
      flush();
    }
  }

  function take(event, data) {
    if (event === 'sample') {
      const all = data.shown + data.skipped;
      rate.className = data.skipped ? 'grow sampled' : 'grow';
      rate.textContent = data.skipped ? `Showing ${number(data.shown)} of ${number(all)} events a second`
        : all ? `${number(all)} ${all === 1 ? 'event' : 'events'} a second` : paused ? 'Paused' : 'Listening';
      return;
    }
    if (event === 'loss') {
      data.loss = true;
    }
    if ((event === 'event' || event === 'loss') && !known.has(key(data))) {
      arrived.push(data);
      timer ||= setTimeout(flush, 200);
    }
  }

  function toggle() {
    paused = !paused;
    pause.textContent = paused ? 'Continue' : 'Pause';
    pause.setAttribute('aria-pressed', String(paused));
    announce(paused ? 'Paused. New events wait.' : 'The view goes on.');
    if (paused) {
      flush();
    } else {
      document.activeElement?.closest('.rows') && pause.focus();
      release();
    }
  }

  async function run() {
    while (!ended) {
      let why = 'The connection to the server is lost. Events that come now are not shown here; the history has them.';
      let refused = false;
      abort = new AbortController();
      try {
        await stream(`api/tail?filter=${encodeURIComponent(expression(query))}`, abort.signal, () => {
          tries = 0;
          form.clear();
          rate.textContent = 'Listening';
          connection(true);
          clearNotice('live');
          remember();
        }, take);
      } catch (problem) {
        if (ended || problem.name === 'AbortError') {
          return;
        }
        if (problem.status === 400) {
          form.fail(problem);
          rate.textContent = 'The search cannot be read';
          empty.hidden = true;
          return;
        }
        if (problem.status === 401 || problem.status === 403) {
          rate.textContent = 'Not allowed';
          notice('live', problem.message, true, 'Try again', () => {
            clearNotice('live');
            askAgain();
            run();
          });
          return;
        }
        if (problem.status > 0) {
          refused = true;
          why = problem.message.charAt(0).toUpperCase() + problem.message.slice(1).replace(/[^.]$/, '$&.'); // such as: too many readers
        }
      }
      if (ended) {
        return;
      }
      const wait = WAITS[Math.min(tries++, WAITS.length - 1)];
      rate.className = 'grow';
      rate.textContent = refused ? 'Not followed' : 'Disconnected';
      if (!refused) {
        connection(false);
      }
      await new Promise(resolve => {
        const timeout = setTimeout(resolve, wait * 1000);
        notice('live', `${why} Next try in ${wait} s.`, false, 'Try now', () => {
          clearTimeout(timeout);
          resolve();
        });
      });
    }
  }

  const scrolled = () => {
    if (scrollY <= 80 && waiting.length && !isHeld()) {
      release();
    }
  };
  addEventListener('scroll', scrolled, { passive: true });
  list.addEventListener('focusout', () => setTimeout(() => !ended && !isHeld() && release()));
  run();

  return {
    list,
    input: form.input,
    toggle,
    update(changed) {
      story = changed.get('event');
      card.classList.toggle('narrow', story !== null);
      markOpen(list, story);
    },
    close() {
      ended = true;
      abort?.abort();
      clearTimeout(timer);
      removeEventListener('scroll', scrolled);
      clearNotice('live');
    },
  };
}
