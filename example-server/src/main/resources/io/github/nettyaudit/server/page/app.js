// The frame: which view is shown, the keys, the theme, and how the server is.
import { get } from './api.js';
import { el } from './text.js';
import { historyView } from './history.js';
import { liveView } from './live.js';
import { rulesView } from './rules.js';
import { statusView } from './status.js';
import { storyView } from './story.js';

const VIEWS = { live: liveView, history: historyView, status: statusView, rules: rulesView, event: storyView };
const TITLES = { live: 'Live', history: 'History', status: 'Status', rules: 'Rules', event: 'Event' };
const HEALTH_MILLIS = 5000;

const main = document.getElementById('view');
const health = document.getElementById('health');
let current = null;
let back = '#live';

function announce(text) {
  const place = document.getElementById('announce');
  place.textContent = '';
  setTimeout(() => { place.textContent = text; }, 50);
}

function setHealth(kind, text) {
  health.className = `pill ${kind}`;
  const label = health.lastElementChild;
  if (label.textContent !== text) {
    label.textContent = text;
  }
}

function showStatus(status) {
  document.getElementById('host').textContent = status.host ?? '';
  if (!status.ready) {
    setHealth('good', 'running');
  } else if (status.ready.ok) {
    setHealth('good', 'ready');
  } else {
    setHealth('bad', 'not ready');
  }
}

function connected(is) {
  if (!is) {
    setHealth('bad', 'no connection');
  }
}

/** #live?q=… · #event/ID */
function route() {
  const hash = location.hash.slice(1) || 'live';
  const question = hash.indexOf('?');
  const path = question < 0 ? hash : hash.slice(0, question);
  const slash = path.indexOf('/');
  const name = slash < 0 ? path : path.slice(0, slash);
  let argument = '';
  try {
    argument = slash < 0 ? '' : decodeURIComponent(path.slice(slash + 1));
  } catch (e) {
    argument = path.slice(slash + 1);
  }
  return { name: VIEWS[name] ? name : 'live', argument, parameters: new URLSearchParams(question < 0 ? '' : hash.slice(question + 1)) };
}

function open() {
  const { name, argument, parameters } = route();
  current?.close();
  if (name !== 'event') {
    back = location.hash || '#live';
  }
  document.title = `${TITLES[name]} · netty-audit`;
  for (const link of document.querySelectorAll('nav a')) {
    const isHere = link.dataset.view === name;
    link.toggleAttribute('aria-current', isHere);
    if (isHere) {
      link.setAttribute('aria-current', 'page');
    }
  }
  main.className = name;
  current = VIEWS[name](main, {
    argument, parameters, back, announce, connected, status: showStatus,
    replaceParameters(values) {
      const query = new URLSearchParams(values).toString();
      const hash = `#${name}${query ? `?${query}` : ''}`;
      history.replaceState(null, '', hash);
      back = hash;
    },
  });
}

async function watchHealth() {
  try {
    showStatus(await get('api/status'));
  } catch (problem) {
    setHealth('bad', problem.status === 401 ? 'token needed' : 'no connection');
  }
  setTimeout(watchHealth, HEALTH_MILLIS);
}

function toggleTheme() {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = isDark ? 'light' : 'dark';
  try {
    localStorage.setItem('theme', root.dataset.theme);
  } catch (e) {
    // the choice holds until the page is closed
  }
  current?.themeChanged?.();
  announce(isDark ? 'Light' : 'Dark');
}

const helpDialog = document.getElementById('help-dialog');
document.getElementById('help').addEventListener('click', () => helpDialog.showModal());
document.getElementById('theme').addEventListener('click', toggleTheme);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => current?.themeChanged?.());

document.addEventListener('keydown', event => {
  const isTyping = event.target.matches('input, textarea, select, [contenteditable]');
  if (event.ctrlKey || event.altKey || event.metaKey || document.querySelector('dialog[open]') || isTyping && event.key !== 'Escape') {
    return;
  }
  if (isTyping) {
    event.target.blur();
    return;
  }
  const numbered = { 1: 'live', 2: 'history', 3: 'status', 4: 'rules' }[event.key];
  const action = numbered ? () => { location.hash = `#${numbered}`; }
    : event.key === '?' ? () => helpDialog.showModal()
      : event.key === 't' ? toggleTheme
        : event.key === ' ' && event.target.matches('button, a, summary') ? null : current?.keys?.[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

addEventListener('hashchange', open);
open();
watchHealth();
