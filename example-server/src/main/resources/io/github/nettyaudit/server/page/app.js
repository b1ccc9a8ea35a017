// The frame: which view is shown, keys, the light or dark theme, and the state in the head.
import { get } from './api.js';
import * as history from './history.js';
import * as live from './live.js';
import { current, VIEWS, withParameters } from './route.js';
import { move } from './rows.js';
import * as rules from './rules.js';
import { announce, connection, whenConnectionChanges } from './shell.js';
import * as status from './status.js';
import { closeStory, openStory } from './story.js';
import { show } from './text.js';

const MODULES = { live, history, status, rules };
const TITLES = { live: 'Live', history: 'History', status: 'Status', rules: 'Rules' };
const main = document.getElementById('view');
const aside = document.getElementById('story');
const layout = document.getElementById('layout');
const health = document.getElementById('health');
let view = null;
let shownView = '';
let shownEvent = null;

function withoutEvent(parameters) {
  const rest = new URLSearchParams(parameters);
  rest.delete('event');
  return rest.toString();
}

function route() {
  const { view: name, parameters } = current();
  const key = `${name}?${withoutEvent(parameters)}`;
  const event = parameters.get('event');
  if (key !== shownView) {
    const sameName = shownView.startsWith(`${name}?`);
    const inSearch = sameName && document.activeElement?.id === 'search';
    view?.close();
    main.replaceChildren();
    shownView = key;
    view = MODULES[name].open(main, parameters);
    document.querySelectorAll('nav a').forEach(link => {
      if (link.dataset.view === name) {
        link.setAttribute('aria-current', 'page');
      } else {
        link.removeAttribute('aria-current');
      }
    });
    document.title = `${TITLES[name]} · netty-audit`;
    scrollTo({ top: 0 });
    if (inSearch) {
      view.input?.focus();
    } else if (sameName) {
      main.focus({ preventScroll: true });
    }
  } else {
    view?.update?.(parameters);
  }
  if (event !== shownEvent) {
    layout.classList.toggle('with-story', event !== null);
    if (event !== null) {
      openStory(aside, event);
    } else {
      closeStory(aside);
      const row = view?.list?.querySelector(`li[data-id="${CSS.escape(shownEvent)}"] > a`);
      if (row) {
        row.focus({ preventScroll: true });
        row.scrollIntoView({ block: 'nearest' });
      } else {
        main.focus({ preventScroll: true });
      }
    }
    shownEvent = event;
  }
}

function pill(kind, text) {
  health.className = `pill ${kind}`;
  const words = health.lastElementChild;
  if (words.textContent !== text) {
    words.replaceChildren();
    show(words, text, 40);
  }
}

let known = null;

function drawHealth() {
  if (known.ready?.ok === false) {
    pill('bad', 'needs attention');
  } else if ((known.losses ?? []).some(loss => loss.count > 0)) {
    pill('held', 'losses');
  } else {
    pill('good', 'all well');
  }
}

async function watch() {
  try {
    known = await get('api/status');
    const host = document.getElementById('host');
    host.replaceChildren();
    show(host, [known.host, known.source].filter(Boolean).join(' · '), 80);
    connection(true);
    drawHealth();
  } catch (problem) {
    if (problem.status === 0) {
      connection(false);
    }
    pill('bad', problem.status === 0 ? 'disconnected' : problem.status === 401 || problem.status === 403 ? 'not allowed' : 'error');
  }
  setTimeout(watch, document.hidden ? 30000 : 5000);
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}

function switchTheme() {
  const theme = isDark() ? 'light' : 'dark';
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem('theme', theme);
  } catch (e) {
    // storage is switched off: the choice holds until the page is closed
  }
  document.dispatchEvent(new Event('themechange'));
  announce(theme === 'dark' ? 'Dark colors.' : 'Light colors.');
}

const helpDialog = document.getElementById('help-dialog');

function isTyping(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || document.querySelector('dialog[open]')) {
    return;
  }
  if (event.key === 'Escape') {
    if (shownEvent !== null) {
      event.preventDefault();
      location.hash = withParameters({ event: null });
    } else if (isTyping(event.target)) {
      event.target.blur();
    }
    return;
  }
  if (isTyping(event.target)) {
    return;
  }
  const onControl = event.target.closest?.('button, a, summary, [role="tab"]');
  const actions = {
    '?': () => helpDialog.showModal(),
    '/': () => {
      view?.input?.focus();
      view?.input?.select();
    },
    t: switchTheme,
    j: () => view?.list && move(view.list, 1),
    k: () => view?.list && move(view.list, -1),
    ' ': () => view?.toggle?.(),
  };
  const index = '1234'.indexOf(event.key);
  if (index >= 0) {
    event.preventDefault();
    location.hash = `#${VIEWS[index]}`;
  } else if (actions[event.key] && !(event.key === ' ' && (onControl && onControl.tagName !== 'A' || !view?.toggle))) {
    event.preventDefault();
    actions[event.key]();
  }
});

document.getElementById('theme').addEventListener('click', switchTheme);
document.getElementById('help').addEventListener('click', () => helpDialog.showModal());
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => document.dispatchEvent(new Event('themechange')));
document.querySelector('.skip').addEventListener('click', event => {
  event.preventDefault();
  main.focus();
});
whenConnectionChanges(is => {
  if (!is) {
    pill('bad', 'disconnected');
  } else if (known) {
    drawHealth();
  }
});
addEventListener('hashchange', route);
route();
watch();
