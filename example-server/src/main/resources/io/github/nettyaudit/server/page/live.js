// The newest events as they come. The server sends some of them if there are too many, and says how many it left out.
import { get, stream } from './api.js';
import { el, number, short } from './text.js';
import { navigable, rowElement } from './rows.js';
import { expression, searchField } from './search.js';

const MOST_ROWS = 400;
const DRAW_MILLIS = 200;
const LONGEST_PAUSE = 15000;

export function liveView(view, context) {
  const typed = context.parameters.get('q') ?? '';
  let expressionNow = null;
  let paused = false;
  let waiting = [];
  let missedWhilePaused = 0;
  let connection = null;
  let pause = 500;
  let retry = 0;
  let drawTimer = 0;
  let closed = false;

  const search = searchField(typed, 'Search the events that come', (wanted, text) => {
    context.replaceParameters(text ? { q: text } : {});
    start(wanted);
  });
  const button = el('button', { 'aria-pressed': 'false', on: { click: () => setPaused(!paused) } }, 'Pause');
  const clear = el('button', { on: { click: () => { list.replaceChildren(); empty(); } } }, 'Clear');
  const state = el('p', { class: 'sample', role: 'status' }, 'connecting …');
  const list = el('ol', { class: 'rows', 'aria-label': 'Events, newest first' });
  const placeholder = el('div', { class: 'empty', hidden: true });
  const keys = navigable(list, () => setPaused(true));
  list.tabIndex = 0;
  list.addEventListener('focus', event => event.target === list && list.firstElementChild && keys.move(0));
  view.replaceChildren(el('h1', { class: 'unseen' }, 'Live events'),
    el('div', { class: 'bar' }, search.form, button, clear), search.hint, state, placeholder, list);

  function setPaused(value) {
    if (paused === value) {
      return;
    }
    paused = value;
    button.textContent = paused ? 'Go on' : 'Pause';
    button.setAttribute('aria-pressed', String(paused));
    if (!paused) {
      if (missedWhilePaused) {
        waiting.push({ gap: missedWhilePaused });
      }
      missedWhilePaused = 0;
      draw();
    }
    say();
  }

  let sample = null;

  function say() {
    if (paused) {
      state.textContent = `Paused. ${number(waiting.length + missedWhilePaused)} events have come since.`;
    } else if (sample && sample.skipped > 0) {
      state.textContent = `Showing ${number(sample.shown)} of ${number(sample.shown + sample.skipped)} events a second. A search shows fewer, and all of them.`;
    } else if (sample) {
      state.textContent = sample.shown === 0 ? 'All events are shown. None came in the last second.'
        : `All events are shown, ${short(sample.shown)} in the last second.`;
    }
  }

  async function empty() {
    placeholder.hidden = list.childElementCount > 0;
    if (placeholder.hidden) {
      return;
    }
    placeholder.replaceChildren(el('p', {}, expressionNow ? 'No event has matched the search yet.' : 'No event has come yet.'));
    if (!expressionNow) {
      try {
        const status = await get('api/status');
        if (status.kernel && status.kernel.rules === 0) {
          placeholder.append(el('p', {}, 'The kernel has no audit rules, so it reports little more than logins. ',
            el('a', { href: '#rules' }, 'See the rules'), '.'));
        }
      } catch (e) {
        // the state of the connection says it
      }
    }
  }

  function draw() {
    drawTimer = 0;
    if (paused || closed || !waiting.length) {
      return;
    }
    const rows = waiting.slice(-MOST_ROWS);
    waiting = [];
    const fragment = document.createDocumentFragment();
    for (let i = rows.length - 1; i >= 0; i--) {
      fragment.append(rows[i].gap ? el('li', { class: 'row gap' }, `${number(rows[i].gap)} events that came during the pause are not shown.`)
        : rowElement(rows[i]));
    }
    list.prepend(fragment);
    while (list.childElementCount > MOST_ROWS) {
      list.lastElementChild.remove();
    }
    placeholder.hidden = true;
  }

  function take(event, data) {
    if (event === 'sample') {
      sample = data;
      say();
      return;
    }
    waiting.push(data);
    if (paused) {
      if (waiting.length > MOST_ROWS) {
        waiting.shift();
        missedWhilePaused++;
      }
    } else if (!drawTimer) {
      drawTimer = setTimeout(draw, DRAW_MILLIS);
    }
  }

  async function start(wanted) {
    if (wanted !== expressionNow) {
      list.replaceChildren();
      waiting = [];
      missedWhilePaused = 0;
    }
    expressionNow = wanted;
    search.explain();
    connection?.abort();
    clearTimeout(retry);
    const mine = new AbortController();
    connection = mine;
    try {
      await stream(`api/tail?filter=${encodeURIComponent(wanted)}`, mine.signal, () => {
        pause = 500;
        state.textContent = 'Connected.';
        state.classList.remove('problem');
        context.connected(true);
        setTimeout(() => connection === mine && empty(), 1500);
      }, take);
      lost(mine, 'The server has ended the connection.');
    } catch (problem) {
      if (closed || connection !== mine || problem.name === 'AbortError') {
        return;
      }
      if (problem.status === 400) {
        state.textContent = '';
        search.refuse(problem);
      } else {
        lost(mine, problem.message);
      }
    }
  }

  function lost(mine, message) {
    if (closed || connection !== mine) {
      return;
    }
    context.connected(false);
    state.classList.add('problem');
    state.textContent = `${message} Trying again in ${Math.round(pause / 1000) || 1} s. Events that come meanwhile are in the history.`;
    retry = setTimeout(() => start(expressionNow), pause);
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }

  start(expression(typed));

  return {
    keys: { ' ': () => setPaused(!paused), j: () => keys.move(1), k: () => keys.move(-1), '/': () => search.input.focus() },
    close() {
      closed = true;
      connection?.abort();
      clearTimeout(retry);
      clearTimeout(drawTimer);
    },
  };
}
